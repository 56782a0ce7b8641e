package privacy.confidential_test

import data.access.sample
import data.privacy.confidential

mask := {"column": "tailnum", "kind": "hash", "policy": "confidential-is-masked"}

test_a_confidential_column_is_masked_as_the_contract_says if confidential.masks == [mask] with input as sample.question

test_a_grant_clears_the_column_it_lists if {
	confidential.masks == [] with input as sample.with_grant({"clear": ["tailnum"]})
	confidential.masks == [mask] with input as sample.with_grant({"clear": ["pilot", "day", "*"]})
}

test_clearing_needs_no_purpose_in_the_contract if {
	document := object.union(sample.with_grant({"clear": ["tailnum"]}), {"port": {"purposes": []}})
	confidential.masks == [] with input as document
}

test_a_column_that_is_not_read_is_not_masked if {
	confidential.masks == [] with input as sample.with_grant({"columns": ["day", "pilot"]})
}

test_an_owner_sees_it_in_clear if {
	confidential.masks == [] with input as sample.with_subject({"teams": ["flight_ops"]})
}
