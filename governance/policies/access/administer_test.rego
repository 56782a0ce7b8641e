package access.administer_test

import data.access
import data.access.sample

policies(answer) := {denial.policy | some denial in answer.deny}

test_what_nothing_speaks_against_may_be_done if {
	access.administer == {"deny": set(), "warn": []} with input as sample.request
}

test_a_stranger_is_refused if {
	answer := access.administer with input as object.union(sample.request, {"subject": {"id": "eve"}})
	policies(answer) == {"acts-have-people"}
}

test_half_a_request_is_refused_for_that_alone if {
	answer := access.administer with input as json.remove(sample.request, ["/subject/roles", "/now"])
	policies(answer) == {"subject-is-somebody", "request-is-whole"}
}

test_no_request_at_all_is_refused if {
	every nothing in [null, {}, [], "run.start"] {
		answer := access.administer with input as nothing
		policies(answer) == {"subject-is-somebody", "request-is-whole"}
	}
}

test_a_refusal_says_who_may_and_whom_to_ask if {
	access.administer == {
		"deny": {{
			"policy": "acts-have-people",
			"path": "subject",
			"message": "`eve` may not `grant.issue` on `operations.flights`: that takes an owner",
			"fix": "ask an owner (ana, bob)",
		}},
		"warn": [],
	} with input as object.union(sample.request, {
		"action": "grant.issue",
		"subject": {"id": "eve"},
		"resource": {"kind": "port", "name": "operations.flights", "owners": ["ana", "bob"]},
	})
}

test_an_administrator_neither_hands_out_nor_reads_the_data_of_others if {
	administrator := {"id": "ada", "teams": [], "roles": ["platform_admin"]}
	every action in ["grant.issue", "quarantine.read"] {
		answer := access.administer with input as object.union(sample.request, {
			"action": action,
			"subject": administrator,
			"resource": {"kind": "port"},
		})
		policies(answer) == {"acts-have-people"}
	}
}

test_a_product_runs_itself_and_reports_its_lineage_and_nothing_else if {
	itself := {"id": "operations/flights", "kind": "product"}
	allowed := {action |
		some action in ["run.start", "run.read", "lineage.ingest", "product.publish", "product.retire", "quarantine.read"]
		answer := access.administer with input as object.union(sample.request, {"action": action, "subject": itself})
		answer.deny == set()
	}
	allowed == {"run.start", "run.read", "lineage.ingest"}
}
