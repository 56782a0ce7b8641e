package registration.input_test

import data.registration.input as inputs
import data.registration.sample

reading(entries) := sample.with_product({"inputs": entries})

test_sources_published_ports_and_own_ports_may_be_read if {
	every entry in [
		{"name": "csv", "contract_id": "csv", "source": true},
		{"name": "observations", "contract_id": "weather.observations", "source": false},
		{"name": "flights", "contract_id": "operations.flights", "source": false},
	] {
		inputs.deny == set() with input as reading([entry])
	}
}

test_a_port_that_nobody_publishes_is_refused if {
	inputs.deny == {{
		"policy": "inputs-are-published",
		"path": "product.inputPorts[1].contractId",
		"message": "Nobody publishes `sales.orders`, which input port `orders` reads",
		"fix": "name the contract of a published port; `trellis search` finds it",
	}} with input as reading([
		{"name": "observations", "contract_id": "weather.observations", "source": false},
		{"name": "orders", "contract_id": "sales.orders", "source": false},
	])
}

test_an_input_that_names_nothing_is_refused if {
	every entry in [{}, null, "orders", {"source": "yes"}, {"name": "orders"}] {
		count(inputs.deny) == 1 with input as reading([entry])
	}
}
