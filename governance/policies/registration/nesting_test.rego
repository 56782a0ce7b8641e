package registration.nesting_test

import data.registration.nesting
import data.registration.sample

nested(classification, within) := sample.with_column({
	"name": "address.zip",
	"column": "address",
	"path": "schema[0].properties[1].properties[0]",
	"classification": classification,
	"within": within,
})

ranks := ["public", "internal", "confidential", "restricted"]

test_a_nested_column_as_secret_as_its_column_or_less_is_fine if {
	every i, inner in ranks {
		every j, outer in ranks {
			(count(nesting.deny) == 0) == i <= j with input as nested(inner, outer)
		}
	}
}

test_a_secret_inside_an_open_column_is_refused if {
	nesting.deny == {{
		"policy": "nested-is-no-more-secret",
		"path": "contracts[0].schema[0].properties[1].properties[0].classification",
		"message": "`address.zip` of `operations.flights` is restricted, but `address` is internal",
		"fix": "classify `address` as restricted too, or move `address.zip` out of it",
	}} with input as nested("restricted", "internal")
}

test_a_column_around_it_that_nobody_can_rank_is_refused if {
	every within in ["", "banana", null, 3] { count(nesting.deny) == 1 with input as nested("public", within) }
	count(nesting.deny) == 1 with input as sample.without("/contracts/0/columns/1/within")
}

test_a_classification_that_nobody_knows_is_left_to_its_own_policy if {
	nesting.deny == set() with input as nested("banana", "public")
}
