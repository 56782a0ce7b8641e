package evolution.document_test

import data.evolution.document
import data.evolution.sample

test_a_whole_change_is_not_doubted if {
	document.faults == set() with input as sample.evolution
	document.faults == set() with input as sample.but({"changes": [], "consumers": [], "required_bump": "none"})
}

test_a_part_that_is_missing_is_doubted if {
	every key in ["action", "port", "from", "to", "required_bump", "changes", "consumers"] {
		document.faults == {key} with input as sample.without($"/{key}")
	}
}

test_a_part_of_a_change_that_is_missing_is_doubted if {
	every key in ["kind", "path", "column", "grade", "message"] {
		document.faults == {"changes"} with input as sample.without($"/changes/0/{key}")
	}
	every key in ["product", "columns"] {
		document.faults == {"consumers"} with input as sample.without($"/consumers/0/{key}")
	}
}

test_a_part_of_the_wrong_type_is_doubted if {
	wrong := {
		"action": ["register", null],
		"port": ["", null, 1],
		"from": ["1", null, 1],
		"to": ["latest", "", []],
		"required_bump": ["huge", "", null, "MAJOR"],
		"changes": [null, {}, "all", [null], [object.union(sample.change, {"grade": "odd"})]],
		"consumers": [null, {}, ["planning/delays"], [{"product": "", "columns": []}], [{"product": "a", "columns": "b"}]],
	}
	every key, values in wrong {
		every value in values {
			odd := json.patch(sample.evolution, [{"op": "replace", "path": key, "value": value}])
			document.faults == {key} with input as odd
		}
	}
}

test_the_refusal_names_the_part if {
	document.deny == {{
		"policy": "change-is-whole",
		"path": "to",
		"message": "`to` is missing from the change or of the wrong type",
		"fix": "publish through `trellis publish`, which compares the contracts",
	}} with input as sample.without("/to")
}

test_every_grade_and_every_bump_is_known if {
	every grade in ["safe", "warning", "breaking"] {
		change := object.union(sample.change, {"grade": grade})
		document.faults == set() with input as sample.but({"changes": [change]})
	}
	every bump in ["none", "patch", "minor", "major"] {
		document.faults == set() with input as sample.but({"required_bump": bump})
	}
}

test_a_change_may_be_about_no_column_and_a_consumer_may_read_unknown_ones if {
	change := object.union(sample.change, {"column": "", "kind": "", "path": "", "message": ""})
	consumer := {"product": "planning/delays", "columns": []}
	document.faults == set() with input as sample.but({"changes": [change], "consumers": [consumer]})
}
