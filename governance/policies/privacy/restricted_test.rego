package privacy.restricted_test

import data.access.sample
import data.privacy.restricted

mask := {"column": "pilot", "kind": "null", "policy": "restricted-is-masked"}

clearing := sample.with_grant({"clear": ["pilot"]})

test_a_restricted_column_is_masked_as_the_contract_says if restricted.masks == [mask] with input as sample.question

test_a_grant_clears_it_when_the_contract_names_the_purpose if restricted.masks == [] with input as clearing

test_a_grant_alone_does_not_clear_it if {
	restricted.masks == [mask] with input as object.union(clearing, {"port": {"purposes": []}})
}

test_a_purpose_alone_does_not_clear_it if {
	restricted.masks == [mask] with input as sample.with_grant({"clear": ["tailnum", "*"]})
}

test_a_column_that_is_not_read_is_not_masked if {
	restricted.masks == [] with input as sample.with_grant({"columns": ["day", "tailnum"]})
}

test_an_owner_sees_it_in_clear if {
	owner := object.union(sample.with_grants([]), {"subject": {"teams": ["flight_ops"]}})
	restricted.masks == [] with input as owner
	restricted.masks == [] with input as object.union(owner, {"port": {"purposes": []}})
}
