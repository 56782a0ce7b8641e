package access.port_test

import data.access.port
import data.access.sample

test_a_port_that_is_described_in_full_is_not_doubted if port.faults == set() with input as sample.question

test_a_port_without_purposes_or_contact_is_described if {
	port.faults == set() with input as sample.with_port({"purposes": [], "contact": ""})
}

test_a_port_with_a_part_missing_is_doubted if {
	every key in ["name", "domain", "product", "version", "status", "team", "contact", "purposes", "row_filters"] {
		count(port.faults) > 0 with input as sample.without($"/port/{key}")
	}
}

test_a_port_with_an_empty_part_is_doubted if {
	every key in ["name", "domain", "product", "version", "status", "team"] {
		port.faults == {"port"} with input as sample.with_port({key: ""})
	}
}

test_a_port_with_a_part_of_the_wrong_type_is_doubted if {
	wrong := {
		"/port": [null, [], "operations.flights"],
		"/port/team": [null, 1, ["flight_ops"]],
		"/port/contact": [null, 1, []],
		"/port/purposes": [null, "planning", {"0": "planning"}, [""], [null]],
	}
	every path, values in wrong {
		every document in sample.wrong(path, values) { "port" in port.faults with input as document }
	}
}

test_a_port_without_columns_is_doubted if {
	every document in sample.wrong("/columns", [[], null, {}, "day", {"day": {}}]) {
		"columns" in port.faults with input as document
	}
}

test_a_column_with_a_part_missing_is_doubted if {
	every key in ["name", "classification", "mask"] {
		port.faults == {"columns"} with input as sample.without($"/columns/2/{key}")
	}
}

test_a_column_with_a_part_that_nobody_knows_is_doubted if {
	wrong := {
		"/columns/1/name": ["", null, 1, "*", ["day"]],
		"/columns/1/classification": ["", null, "banana", "Public", ["public"]],
		"/columns/1/mask": ["", null, "blur", ["redact"]],
		"/columns/1": [null, "day", []],
	}
	every path, values in wrong {
		every document in sample.wrong(path, values) { port.faults == {"columns"} with input as document }
	}
}

test_two_columns_of_one_name_are_doubted if {
	every name in ["day", "DAY", "Day"] {
		port.faults == {"columns"} with input as json.patch(
			sample.question,
			[{"op": "replace", "path": "/columns/1/name", "value": name}],
		)
	}
}

test_a_row_filter_on_a_column_of_the_port_is_described if {
	port.faults == set() with input as sample.with_port({"row_filters": [{"column": "day", "attribute": "days"}]})
}

test_a_row_filter_that_cannot_be_applied_is_doubted if {
	wrong := [
		null, {}, "day", [null], [{}],
		[{"column": "day"}],
		[{"column": "day", "attribute": ""}],
		[{"column": "day", "attribute": 1}],
		[{"attribute": "days"}],
		[{"column": "nowhere", "attribute": "days"}],
		[{"column": "DAY", "attribute": "days"}],
	]
	every filters in wrong {
		port.faults == {"port.row_filters"} with input as sample.with_port({"row_filters": filters})
	}
}

test_the_refusal_names_the_part if {
	port.deny == {{
		"policy": "port-is-described",
		"path": "columns",
		"message": "`columns` does not describe the port: something is missing, repeated or of the wrong type",
		"fix": "publish the port's contract again with `trellis publish`",
	}} with input as sample.without("/columns")
}

test_columns_that_are_no_list_are_doubted if {
	columns := {column.name: column | some column in sample.question.columns}
	port.faults == {"columns"} with input as json.patch(
		sample.question,
		[{"op": "replace", "path": "/columns", "value": columns}],
	)
}

test_every_classification_and_every_mask_is_known if {
	every classification in ["public", "internal", "confidential", "restricted"] {
		every mask in ["redact", "null", "hash", "year", "last4"] {
			column := {"name": "day", "classification": classification, "mask": mask}
			port.faults == set() with input as object.union(sample.question, {"columns": [column]})
		}
	}
}

test_a_row_filter_list_that_is_no_list_is_doubted if {
	port.faults == {"port.row_filters"} with input as json.patch(sample.question, [{
		"op": "replace",
		"path": "/port/row_filters",
		"value": {"0": {"column": "day", "attribute": "days"}},
	}])
}
