package access.public_test

import data.access.public
import data.access.sample

columns(classifications) := object.union(sample.question, {"columns": [column |
	some i, classification in classifications
	column := {"name": $"c{i}", "classification": classification, "mask": "redact"}
]})

test_a_port_of_public_columns_is_open if public.open with input as columns(["public", "public"])

test_one_column_that_is_not_public_closes_the_port if {
	every classification in ["internal", "confidential", "restricted"] {
		not public.open with input as columns(["public", classification, "public"])
	}
}

test_a_port_without_columns_is_not_open if not public.open with input as columns([])

test_a_column_that_says_nothing_closes_the_port if {
	document := object.union(columns(["public"]), {"columns": [{"name": "c0"}, {"name": "c1", "classification": null}]})
	not public.open with input as document
}
