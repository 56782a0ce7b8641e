package access.grants_test

import data.access.grants
import data.access.sample

ids := [given.id | some given in grants.live]

test_a_grant_for_the_subject_purpose_and_port_counts if ids == ["g1"] with input as sample.question

test_a_grant_that_is_not_meant_for_this_question_does_not_count if {
	every changes in [
		{"grantee": "bob"},
		{"grantee_kind": "product"},
		{"purposes": ["billing"]},
		{"purposes": []},
		{"columns": []},
		{"columns": ["nowhere"]},
		{"columns": ["DAY"]},
		{"clear": null},
	] {
		grants.meant == {} with input as sample.with_grant(changes)
		ids == [] with input as sample.with_grant(changes)
	}
}

test_a_grant_outside_its_time_is_meant_but_does_not_count if {
	every changes in [{"starts": 1790000001}, {"expires": 1790000000}, {"revoked": true}] {
		object.keys(grants.meant) == {0} with input as sample.with_grant(changes)
		ids == [] with input as sample.with_grant(changes)
	}
}

test_a_purpose_that_the_contract_does_not_allow_opens_nothing if {
	ids == [] with input as sample.with_port({"purposes": ["billing"]})
	ids == [] with input as object.union(sample.with_grant({"purposes": [""]}), {"purpose": ""})
}

test_a_grant_of_one_column_counts if ids == ["g1"] with input as sample.with_grant({"columns": ["day"]})

test_grants_add_up_and_none_takes_from_another if {
	others := [
		{"id": "g2", "grantee_kind": "team", "grantee": "planning_team"},
		{"id": "g3", "revoked": true},
		{"id": "g4", "expires": 0},
		{"id": "g5", "columns": null},
		{"id": "g1", "revoked": true},
	]
	every other in others {
		"g1" in ids with input as sample.with_grants([object.union(sample.grant, other), sample.grant])
	}
}

test_what_is_no_grant_takes_nothing_away if {
	every odd in [null, "g2", 7, [], {}] { ids == ["g1"] with input as sample.with_grants([odd, sample.grant]) }
}
