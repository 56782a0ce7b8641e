package access.grant_test

import data.access.grant
import data.access.sample

given(changes) := object.union(sample.grant, changes)

test_a_grant_that_says_everything_is_whole if grant.sound(sample.grant)

test_a_grant_that_leaves_something_open_gives_nothing if {
	every key in ["id", "purposes", "columns", "clear", "all_rows", "starts", "expires", "revoked"] {
		not grant.sound(json.remove(sample.grant, [$"/{key}"]))
	}
}

test_a_grant_with_a_part_of_the_wrong_type_gives_nothing if {
	wrong := {
		"id": ["", null, 7],
		"purposes": [null, "planning", {"0": "planning"}, [""], [1]],
		"columns": [null, "*", {"0": "*"}, [""], [null]],
		"clear": [null, "*", {"0": "tailnum"}, [""]],
		"all_rows": [null, "false", 0, []],
		"starts": [null, "0", -1, 0.5, 1e300],
		"expires": [null, "never", -1, 0.5, 1e300],
		"revoked": [null, "false", 0, ""],
	}
	every key, values in wrong {
		every value in values { not grant.sound(json.patch(sample.grant, [{"op": "add", "path": key, "value": value}])) }
	}
}

test_something_that_is_no_grant_gives_nothing if {
	every value in [null, "g1", 1, [], {}] { not grant.sound(value) }
}

test_a_grant_reaches_the_subject_of_its_own_kind if {
	every kind in ["user", "product", "service"] {
		grant.addressed(given({"grantee_kind": kind})) with input as sample.with_subject({"kind": kind})
	}
}

test_a_grant_does_not_reach_a_namesake_of_another_kind if {
	grant.addressed(sample.grant) with input as sample.question
	not grant.addressed(sample.grant) with input as sample.with_subject({"kind": "product"})
	not grant.addressed(given({"grantee_kind": "team"})) with input as sample.question
	not grant.addressed(given({"grantee_kind": "banana"})) with input as sample.question
}

test_a_grant_does_not_reach_anybody_else if {
	every grantee in ["bob", "ANA", "", null, ["ana"]] {
		not grant.addressed(given({"grantee": grantee})) with input as sample.question
	}
}

test_a_team_grant_reaches_the_members_and_products_of_the_team if {
	team := given({"grantee_kind": "team", "grantee": "planning_team"})
	grant.addressed(team) with input as sample.question
	grant.addressed(team) with input as sample.with_subject({"id": "planning/delays", "kind": "product"})
	not grant.addressed(team) with input as sample.with_subject({"teams": ["other"]})
	not grant.addressed(team) with input as sample.with_subject({"id": "planning_team", "teams": []})
}

test_a_grant_covers_the_columns_it_lists if {
	grant.covers({"columns": ["day"]}, "day")
	not grant.covers({"columns": ["day"]}, "carrier")
	not grant.covers({"columns": []}, "day")
	not grant.covers({"columns": ["day*", "DAY"]}, "day")
}

test_a_star_covers_every_column if {
	grant.all_columns({"columns": ["day", "*"]})
	grant.covers({"columns": ["*"]}, "carrier")
	not grant.all_columns({"columns": ["day"]})
}

test_a_grant_to_a_user_named_like_a_team_does_not_reach_the_team if {
	every kind in ["user", "product", "service"] {
		namesake := given({"grantee_kind": kind, "grantee": "planning_team"})
		not grant.addressed(namesake) with input as sample.question
	}
}
