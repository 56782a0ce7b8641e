package access.entitlement_test

import data.access.entitlement
import data.access.sample

test_owners_public_ports_and_grants_entitle if {
	public := [{"name": "day", "classification": "public", "mask": "redact"}]
	every document in [
		sample.question,
		object.union(sample.with_grants([]), {"subject": {"teams": ["flight_ops"]}}),
		object.union(sample.with_grants([]), {"columns": public}),
	] {
		entitlement.entitled with input as document
		entitlement.deny == set() with input as document
	}
}

test_an_owner_and_a_reader_of_public_data_need_no_purpose if {
	entitlement.entitled with input as object.union(sample.with_subject({"teams": ["flight_ops"]}), {"purpose": ""})
	not entitlement.entitled with input as object.union(sample.question, {"purpose": ""})
}

test_without_a_grant_the_refusal_says_how_to_get_one if {
	entitlement.deny == {{
		"policy": "reading-is-entitled",
		"path": "grants",
		"message": "`ana` has no grant to read `operations.flights` for `planning`",
		"fix": sample.ask,
	}} with input as sample.with_grants([])
}

test_the_nearest_reason_is_given_instead if {
	reasons := {
		"purpose-is-agreed": {"purposes": ["billing"]},
		"grants-expire": {"expires": 5},
	}
	every policy, changes in reasons {
		{denial.policy | some denial in entitlement.deny} == {policy} with input as sample.with_grant(changes)
	}
}

test_roles_do_not_entitle if {
	not entitlement.entitled with input as object.union(sample.with_grants([]), {"subject": {"roles": ["platform_admin"]}})
}
