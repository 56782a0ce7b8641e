package evolution.bump_test

import data.evolution.bump
import data.evolution.sample

to(version, needed) := sample.but({"to": version, "required_bump": needed})

test_a_version_that_says_enough_is_fine if {
	every version in ["1.3.0", "1.10.0", "2.0.0"] { bump.deny == set() with input as to(version, "minor") }
	every version in ["1.2.4", "1.3.0", "2.0.0"] { bump.deny == set() with input as to(version, "patch") }
}

test_what_is_added_moves_the_minor_version if {
	every version in ["1.2.3", "1.2.4", "1.2.99"] {
		bump.deny == {{
			"policy": "change-moves-version",
			"path": "version",
			"message": $"`operations.flights` gains something that {version} does not say after 1.2.3",
			"fix": "publish it as 1.3.0",
		}} with input as to(version, "minor")
	}
}

test_any_change_moves_the_version if {
	every needed in ["none", "patch", "major"] {
		bump.deny == {{
			"policy": "change-moves-version",
			"path": "version",
			"message": "`operations.flights` has changed, and 1.2.3 is already published",
			"fix": "publish it as 1.2.4",
		}} with input as to("1.2.3", needed)
	}
}

test_nothing_changed_needs_no_new_version if {
	bump.deny == set() with input as sample.but({"to": "1.2.3", "required_bump": "none", "changes": []})
	count(bump.deny) == 1 with input as sample.but({"to": "1.2.3", "required_bump": "patch", "changes": []})
}

test_between_candidates_something_may_be_added if {
	bump.deny == set() with input as object.union(to("1.3.0-rc.2", "minor"), {"from": "1.3.0-rc.1"})
	count(bump.deny) == 1 with input as object.union(to("1.3.0", "minor"), {"from": "1.3.0-rc.1"})
}
