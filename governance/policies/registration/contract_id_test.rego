package registration.contract_id_test

import data.registration.contract_id
import data.registration.sample

knowing(ids) := object.union(sample.publication, {"known": {"ids": ids}})

test_a_new_id_and_the_id_of_the_same_port_are_fine if {
	contract_id.deny == set() with input as sample.publication
	contract_id.deny == set() with input as knowing({"operations.flights": "operations.flights"})
}

test_the_id_of_another_port_is_refused if {
	contract_id.deny == {{
		"policy": "contract-ids-are-unique",
		"path": "contracts[0].id",
		"message": "The contract id `operations.flights` belongs to the port `sales.flights`",
		"fix": "choose another id; `operations.flights` would do",
	}} with input as knowing({"operations.flights": "sales.flights"})
}

test_one_id_for_two_contracts_is_refused if {
	second := object.union(sample.contract, {"port": "operations.delays"})
	paths := {denial.path | some denial in contract_id.deny} with input as sample.with_contracts([sample.contract, second])
	paths == {"contracts[0].id", "contracts[1].id"}
}

test_two_major_versions_keep_one_id if {
	second := object.union(sample.contract, {"version": "2.0.0"})
	contract_id.deny == set() with input as sample.with_contracts([sample.contract, second])
}

test_two_ids_for_two_contracts_are_fine if {
	second := object.union(sample.contract, {"id": "operations.delays", "port": "operations.delays"})
	contract_id.deny == set() with input as sample.with_contracts([sample.contract, second])
}
