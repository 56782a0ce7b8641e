package access.validity_test

import data.access.sample
import data.access.validity

at(time) := object.union(sample.question, {"now": time})

test_a_grant_counts_from_the_second_it_starts if {
	validity.valid(sample.grant) with input as at(1789000000)
	not validity.valid(sample.grant) with input as at(1788999999)
}

test_a_grant_counts_up_to_the_second_it_expires if {
	validity.valid(sample.grant) with input as at(1790999999)
	not validity.valid(sample.grant) with input as at(1791000000)
}

test_a_revoked_grant_does_not_count if {
	every revoked in [true, null, 0, "false"] {
		not validity.valid(object.union(sample.grant, {"revoked": revoked})) with input as sample.question
	}
}

test_a_grant_that_ends_before_it_starts_never_counts if {
	backwards := object.union(sample.grant, {"starts": 1791000000, "expires": 1789000000})
	every time in [0, 1789000000, 1790000000, 1791000000] { not validity.valid(backwards) with input as at(time) }
}

test_the_refusal_says_why_a_grant_does_not_count if {
	reasons := {
		"was revoked": {"revoked": true},
		"has not started": {"starts": 1790000001},
		"has expired": {"expires": 1790000000},
	}
	every reason, changes in reasons {
		validity.deny == {{
			"policy": "grants-expire",
			"path": "grants[0]",
			"message": $"Grant `g1` to read `operations.flights` {reason}",
			"fix": sample.ask,
		}} with input as sample.with_grant(changes)
	}
}

test_a_grant_of_somebody_else_is_not_spoken_of if {
	validity.deny == set() with input as sample.with_grant({"grantee": "bob", "revoked": true})
}

test_a_grant_for_another_purpose_is_not_spoken_of if {
	validity.deny == set() with input as sample.with_grant({"purposes": ["billing"], "revoked": true})
}

test_a_grant_of_no_length_has_expired_when_it_starts if {
	some denial in validity.deny with input as sample.with_grant({"starts": 1790000000, "expires": 1790000000})
	denial.message == "Grant `g1` to read `operations.flights` has expired"
}

test_being_revoked_is_said_before_being_too_early_or_too_late if {
	every changes in [{"revoked": true, "starts": 1790000001}, {"revoked": true, "expires": 5}] {
		messages := {denial.message | some denial in validity.deny} with input as sample.with_grant(changes)
		messages == {"Grant `g1` to read `operations.flights` was revoked"}
	}
}
