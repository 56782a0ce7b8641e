package access.status_test

import data.access.sample
import data.access.status

test_a_port_in_service_is_read if {
	every state in ["proposed", "draft", "active", "deprecated"] {
		status.deny == set() with input as sample.with_port({"status": state})
	}
}

test_a_retired_port_is_not_read if {
	status.deny == {{
		"policy": "port-is-in-service",
		"path": "port.status",
		"message": "`operations.flights` is retired, not in service",
		"fix": "ask flight_ops (ops@example.org) what replaces it; `trellis show operations/flights`",
	}} with input as sample.with_port({"status": "retired"})
}

test_a_state_that_nobody_knows_counts_as_retired if {
	every state in ["paused", "Active", " active"] {
		count(status.deny) == 1 with input as sample.with_port({"status": state})
	}
}
