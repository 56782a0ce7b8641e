package access.subject_test

import data.access.sample
import data.access.subject

test_a_subject_that_is_described_in_full_is_somebody if {
	subject.sound with input as sample.question
	subject.deny == set() with input as sample.question
}

test_every_kind_of_subject_is_known if {
	every kind in ["user", "product", "service"] { subject.sound with input as sample.with_subject({"kind": kind}) }
}

test_a_subject_with_a_part_missing_is_nobody if {
	every key in ["id", "kind", "teams", "roles", "attributes"] {
		not subject.sound with input as sample.without($"/subject/{key}")
	}
}

test_a_subject_with_a_part_of_the_wrong_type_is_nobody if {
	wrong := {
		"/subject/id": ["", null, 1, ["ana"], {}],
		"/subject/kind": ["", "team", "User", null, ["user"]],
		"/subject/teams": [null, "planning_team", {"0": "planning_team"}, [""], [1], [["planning_team"]]],
		"/subject/roles": [null, "platform_admin", {"0": "platform_admin"}, [""], [null]],
		"/subject/attributes": [null, [], "region", 1],
	}
	every path, values in wrong {
		every document in sample.wrong(path, values) { not subject.sound with input as document }
	}
}

test_the_refusal_says_how_to_become_somebody if {
	subject.deny == {{
		"policy": "subject-is-somebody",
		"path": "subject",
		"message": "The subject is not described in full: id, kind, teams, roles and attributes are needed",
		"fix": "sign in again with `trellis login`",
	}} with input as sample.without("/subject")
}
