package registration.register_test

import data.registration
import data.registration.sample

policies(entries) := {entry.policy | some entry in entries}

test_what_nothing_speaks_against_may_be_published if {
	registration.register == {"deny": set(), "warn": set()} with input as sample.publication
}

test_every_reason_is_given_at_once if {
	document := object.union(
		sample.with_contract({
			"id": "weather.observations",
			"description": "",
			"service_levels": [],
			"row_filters": [{"column": "nowhere", "attribute": "x"}],
			"columns": [
				object.union(sample.column("a"), {"classification": "", "description": ""}),
				object.union(sample.column("b"), {"mask": "year"}),
				object.union(sample.column("c.d"), {"column": "c", "classification": "restricted"}),
			],
			"purposes": [],
		}),
		{"product": {
			"domain": "sales",
			"contact": "",
			"inputs": [{"name": "orders", "contract_id": "sales.orders", "source": false}],
		}},
	)
	answer := registration.register with input as document
	policies(answer.deny) == {
		"columns-are-classified", "contract-ids-are-unique", "ports-are-described", "domain-is-owned",
		"inputs-are-published", "masks-fit-types", "nested-is-no-more-secret", "product-has-owner",
		"ports-have-contracts", "readers-have-a-purpose", "row-filters-name-columns", "ports-promise-a-level",
	}
	policies(answer.warn) == {"columns-are-described", "restricted-lists-purposes"}
}

test_half_a_publication_is_refused_for_that_alone if {
	every key in object.keys(sample.publication) {
		answer := registration.register with input as sample.without($"/{key}")
		count(answer.deny) > 0
		policies(answer.deny) - {"publication-is-whole", "subject-is-somebody"} == set()
		answer.warn == set()
	}
}

test_no_publication_at_all_is_refused if {
	every nothing in [null, {}, [], "register"] {
		answer := registration.register with input as nothing
		policies(answer.deny) == {"publication-is-whole", "subject-is-somebody"}
	}
}

test_a_warning_does_not_refuse if {
	registration.register == {
		"deny": set(),
		"warn": {{
			"policy": "columns-are-described",
			"path": "contracts[0].schema[0].properties.day.description",
			"message": "Column `day` of `operations.flights` is not described",
			"fix": "write one sentence into its `description`",
		}},
	} with input as sample.with_column({"description": ""})
}

test_each_contract_is_judged if {
	second := object.union(sample.contract, {
		"id": "operations.delays",
		"port": "operations.delays",
		"columns": [object.union(sample.column("delay"), {"classification": "banana"})],
		"row_filters": [],
	})
	outputs := [{"name": "flights", "contract_id": "operations.flights"}, {"name": "delays", "contract_id": "operations.delays"}]
	document := object.union(sample.with_contracts([sample.contract, second]), {"product": {"outputs": outputs}})
	answer := registration.register with input as document
	{denial.path | some denial in answer.deny} == {"contracts[1].schema[0].properties.delay.classification"}
}
