package evolution.breaking_test

import data.evolution.breaking
import data.evolution.sample

fix := "publish it as 2.0.0, which lives beside 1.2.3 until nobody reads that"

test_a_breaking_change_in_a_new_major_is_fine if {
	every to in ["2.0.0", "2.0.0-rc.1", "3.0.0"] { breaking.deny == set() with input as sample.breaking(to) }
}

test_a_breaking_change_in_anything_less_is_refused if {
	every to in ["1.2.3", "1.2.4", "1.3.0", "1.99.0", "0.9.0"] {
		count(breaking.deny) == 2 with input as sample.breaking(to)
	}
}

test_the_refusal_names_the_consumers_and_their_columns if {
	breaking.deny == {
		{
			"policy": "breaking-needs-major",
			"path": "schema[0].properties[1]",
			"message": "`carrier` was removed (breaking; read by `planning/punctuality` (`carrier`, `dep_delay`))",
			"fix": fix,
		},
		{
			"policy": "breaking-needs-major",
			"path": "version",
			"message": "`operations.flights` changes so much that 1.3.0 is not enough after 1.2.3",
			"fix": fix,
		},
	} with input as sample.breaking("1.3.0")
}

test_a_breaking_change_is_seen_whatever_bump_is_said_to_do if {
	every bump in ["none", "patch", "minor"] {
		document := object.union(sample.breaking("1.3.0"), {"required_bump": bump})
		{denial.path | some denial in breaking.deny} == {"schema[0].properties[1]"} with input as document
	}
}

test_changes_that_do_not_break_are_fine if {
	every grade in ["safe", "warning"] {
		document := sample.but({"changes": [object.union(sample.change, {"grade": grade})]})
		breaking.deny == set() with input as document
	}
}

test_below_one_a_breaking_change_takes_a_minor_version if {
	every to in ["0.3.0", "1.0.0"] {
		breaking.deny == set() with input as object.union(sample.breaking(to), {"from": "0.2.3"})
	}
	fixes := {denial.fix | some denial in breaking.deny} with input as object.union(sample.breaking("0.2.4"), {"from": "0.2.3"})
	fixes == {"publish it as 0.3.0"}
}

test_between_candidates_anything_may_change if {
	breaking.deny == set() with input as object.union(sample.breaking("1.3.0-rc.2"), {"from": "1.3.0-rc.1"})
	count(breaking.deny) == 2 with input as object.union(sample.breaking("1.3.0"), {"from": "1.3.0-rc.1"})
}
