# Who is hit by a change: the consumers that read its column, or every consumer when it is not about one column.
package evolution.impact

import data.text

_hit(change) := [consumer |
	some consumer in input.consumers
	_touches(change, consumer)
]

_touches(change, _) if change.column == ""

_touches(change, consumer) if change.column in consumer.columns

words(change) := "nobody reads it today" if {
	count(_hit(change)) == 0
} else := $"read by {concat(", ", sort([_reader(consumer) | some consumer in _hit(change)]))}"

_reader(consumer) := $"`{consumer.product}`" if {
	count(consumer.columns) == 0
} else := $"`{consumer.product}` ({text.listed(consumer.columns)})"
