package access.authority_test

import data.access.authority
import data.access.sample

subjects := {
	"owner": {"id": "ana", "teams": ["flight_ops"]},
	"member": {"id": "max", "teams": ["flight_ops"]},
	"administrator": {"id": "ada", "teams": [], "roles": ["platform_admin"]},
	"itself": {"id": "operations/flights", "kind": "product", "teams": ["flight_ops"]},
	"stranger": {"id": "eve", "teams": ["planning_team"]},
}

expected := {
	"decision.read": {"owner", "member", "administrator"},
	"domain.create": {"administrator"},
	"domain.edit": {"administrator"},
	"grant.issue": {"owner"},
	"grant.read": {"owner", "member", "administrator"},
	"grant.revoke": {"owner", "administrator"},
	"lineage.ingest": {"owner", "administrator", "itself"},
	"product.publish": {"owner", "administrator"},
	"product.retire": {"owner", "administrator"},
	"quarantine.read": {"owner", "member"},
	"run.read": {"owner", "member", "administrator", "itself"},
	"run.start": {"owner", "administrator", "itself"},
	"subject.edit": {"administrator"},
	"team.create": {"administrator"},
	"team.edit": {"owner", "administrator"},
	"token.issue": {"owner", "administrator"},
}

resource(action) := {"kind": authority.acts[action].on[0], "owners": owners} if {
	owners := [owner | owner := "ana"; "owner" in expected[action]]
}

asking(action, who) := object.union(sample.request, {
	"action": action,
	"subject": object.union({"kind": "user", "roles": []}, subjects[who]),
	"resource": resource(action),
})

test_every_act_is_tested if object.keys(expected) == object.keys(authority.acts)

test_each_act_has_its_people if {
	every action, people in expected {
		{who | some who, _ in subjects; authority.deny == set() with input as asking(action, who)} == people
	}
}

test_an_act_on_another_kind_of_resource_is_refused if {
	every action, act in authority.acts {
		every kind in {"product", "port", "domain", "team", "mesh", "subject", "banana"} - {kind | some kind in act.on} {
			{denial.path | some denial in authority.deny} == {"resource.kind"} with input as object.union(
				asking(action, "administrator"),
				{"resource": {"kind": kind}},
			)
		}
	}
}

test_the_refusal_names_who_may_and_whom_to_ask if {
	authority.deny == {{
		"policy": "acts-have-people",
		"path": "subject",
		"message": concat("", [
			"`max` may not `run.start` on `operations/flights`: ",
			"that takes an owner or a platform administrator or the product itself",
		]),
		"fix": "ask an owner (ana)",
	}} with input as asking("run.start", "member")
}

test_without_owners_an_administrator_is_asked if {
	documents := [
		object.union(asking("run.start", "stranger"), {"resource": {"owners": []}}),
		asking("domain.create", "owner"),
	]
	every document in documents {
		{denial.fix | some denial in authority.deny} == {"ask a platform administrator"} with input as document
	}
}

test_an_act_that_is_not_listed_is_nobodys if {
	every action in ["product.delete", "RUN.START", "run", "*"] {
		every who, _ in subjects {
			{denial.path | some denial in authority.deny} == {"action"} with input as object.union(
				asking("run.start", who),
				{"action": action},
			)
		}
	}
}

test_the_refusal_of_an_unknown_act_lists_the_known_ones if {
	some denial in authority.deny with input as object.union(asking("run.start", "owner"), {"action": "fly"})
	denial.message == "Nobody may `fly`, because no policy knows the act"
	startswith(denial.fix, "use one of `decision.read`, `domain.create`")
}

test_the_refusal_of_a_resource_names_the_right_kind if {
	authority.deny == {{
		"policy": "acts-have-people",
		"path": "resource.kind",
		"message": "`quarantine.read` is done to a product or port, not to a team",
		"fix": "name a product or port",
	}} with input as object.union(asking("quarantine.read", "owner"), {"resource": {"kind": "team"}})
}

test_an_owner_is_not_asked_for_what_owners_may_not_do if {
	{denial.fix | some denial in authority.deny} == {"ask a platform administrator"} with input as object.union(
		asking("domain.create", "owner"),
		{"resource": {"owners": ["ana"]}},
	)
}
