package evolution.evolve_test

import data.evolution
import data.evolution.sample

policies(entries) := {entry.policy | some entry in entries}

test_what_nothing_speaks_against_may_follow if {
	evolution.evolve == {"deny": set(), "warn": set()} with input as sample.evolution
}

test_every_reason_is_given_at_once if {
	answer := evolution.evolve with input as object.union(sample.breaking("1.2.2"), {"required_bump": "minor"})
	policies(answer.deny) == {"breaking-needs-major", "change-moves-version", "versions-go-forward"}
	policies(answer.warn) == {"consumers-are-told"}
}

test_a_new_major_is_allowed_and_its_consumers_are_named if {
	answer := evolution.evolve with input as sample.breaking("2.0.0")
	answer.deny == set()
	policies(answer.warn) == {"consumers-are-told"}
}

test_half_a_change_is_refused_for_that_alone if {
	every key in object.keys(sample.evolution) {
		answer := evolution.evolve with input as sample.without($"/{key}")
		policies(answer.deny) == {"change-is-whole"}
		answer.warn == set()
	}
}

test_no_change_at_all_is_refused if {
	every nothing in [null, {}, [], "evolve"] {
		answer := evolution.evolve with input as nothing
		count(answer.deny) == 7
	}
}
