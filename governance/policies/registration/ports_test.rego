package registration.ports_test

import data.registration.ports
import data.registration.sample

paths := {denial.path | some denial in ports.deny}

test_ports_and_contracts_that_match_are_fine if ports.deny == set() with input as sample.publication

test_a_port_without_its_contract_is_refused if {
	ports.deny == {{
		"policy": "ports-have-contracts",
		"path": "product.outputPorts[1]",
		"message": "Output port `delays` has no contract `operations.delays`",
		"fix": "add `contracts/delays.odcs.yaml` with the id `operations.delays`",
	}} with input as sample.with_product({"outputs": [
		{"name": "flights", "contract_id": "operations.flights"},
		{"name": "delays", "contract_id": "operations.delays"},
	]})
}

test_a_contract_that_no_port_serves_is_refused if {
	ports.deny == {{
		"policy": "ports-have-contracts",
		"path": "contracts[1].id",
		"message": "No output port serves the contract `stray`",
		"fix": "name its id as the `contractId` of an output port, or remove it",
	}} with input as sample.with_contracts([sample.contract, object.union(sample.contract, {"id": "stray"})])
}

test_a_product_that_serves_nothing_is_refused if {
	paths == {"product.outputPorts", "contracts[0].id"} with input as sample.with_product({"outputs": []})
}

test_a_port_that_names_no_contract_is_refused if {
	every output in [{}, {"name": "flights"}, null, "flights"] {
		document := sample.with_product({"outputs": [output]})
		"contracts[0].id" in paths with input as document
	}
}
