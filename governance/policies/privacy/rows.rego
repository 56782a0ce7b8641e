# METADATA
# title: Readers see the rows of their attributes
# description: >-
#   Where the contract filters rows, a reader sees those whose column is among the values of the reader's own attribute:
#   no values, no rows. A reader without the attribute is refused, because no filter would be the wrong guess. Owners, and
#   readers with a grant for all rows, see every row; such a grant counts for every column that the reader may see.
# custom:
#   slug: rows-by-attribute
#   severity: error
#   fix: Ask an administrator for the attribute, or the owners for a grant of all rows.
package privacy.rows

import data.access.ask
import data.access.grants
import data.access.ownership

_every_row if ownership.owner

_every_row if {
	some given in grants.live
	given.all_rows == true
}

_values(attribute) := values if {
	values := input.subject.attributes[attribute]
	is_array(values)
	every value in values { _scalar(value) }
}

_scalar(value) if is_string(value)

_scalar(value) if is_number(value)

_scalar(value) if is_boolean(value)

# Where no values can be had the list is empty and no row is shown, should anyone overlook the refusal below.
filters contains {
	"column": filter.column,
	"values": sort({value | some value in _values(filter.attribute)}),
	"policy": "rows-by-attribute",
} if {
	not _every_row
	some filter in input.port.row_filters
}

deny contains {
	"policy": "rows-by-attribute",
	"path": $"subject.attributes.{filter.attribute}",
	"message": $"`{input.port.name}` shows rows by `{filter.attribute}`, which `{input.subject.id}` does not have",
	"fix": $"ask an administrator for the attribute, or ask {ask.contact} to run `{ask.command} --all-rows`",
} if {
	not _every_row
	some filter in input.port.row_filters
	not _decided(filter)
}

_decided(filter) if _values(filter.attribute)
