package registration.service_level_test

import data.registration.sample
import data.registration.service_level

promising(levels) := sample.with_contract({"service_levels": levels})

test_a_level_that_consumers_can_build_on_is_enough if {
	every property in ["freshness", "latency", "frequency", "availability"] {
		service_level.deny == set() with input as promising([{"property": "retention"}, {"property": property, "value": 1}])
	}
}

test_a_port_that_promises_nothing_is_refused if {
	service_level.deny == {{
		"policy": "ports-promise-a-level",
		"path": "contracts[0].slaProperties",
		"message": "`operations.flights` promises no service level",
		"fix": "add `slaProperties: [{property: freshness, value: 1, unit: d}]`, or latency, frequency or availability",
	}} with input as promising([])
}

test_a_level_that_says_nothing_of_the_kind_is_refused if {
	every level in [
		{}, null, "freshness", {"property": "freshness"}, {"property": "freshness", "value": null},
		{"property": "retention", "value": 1}, {"property": "Freshness", "value": 1}, {"value": 1},
	] {
		count(service_level.deny) == 1 with input as promising([level])
	}
}

test_each_contract_promises_for_itself if {
	second := object.union(sample.contract, {"id": "operations.delays", "service_levels": []})
	paths := {denial.path | some denial in service_level.deny} with input as sample.with_contracts([sample.contract, second])
	paths == {"contracts[1].slaProperties"}
}
