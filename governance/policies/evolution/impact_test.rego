package evolution.impact_test

import data.evolution.impact
import data.evolution.sample

words(column) := said if {
	said := impact.words(object.union(sample.removal, {"column": column})) with input as sample.evolution
}

test_the_readers_of_the_column_are_named_with_what_they_read if {
	words("carrier") == "read by `planning/punctuality` (`carrier`, `dep_delay`)"
	words("day") == "read by `planning/delays` (`day`)"
}

test_a_column_that_nobody_reads_is_said_to_be_so if words("gate") == "nobody reads it today"

test_what_is_not_about_one_column_touches_everyone if {
	words("") == "read by `finance/costs`, `planning/delays` (`day`), `planning/punctuality` (`carrier`, `dep_delay`)"
}

test_a_port_without_consumers_touches_nobody if {
	said := impact.words(object.union(sample.removal, {"column": ""})) with input as sample.but({"consumers": []})
	said == "nobody reads it today"
}
