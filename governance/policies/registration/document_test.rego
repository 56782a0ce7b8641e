package registration.document_test

import data.registration.document
import data.registration.sample

test_a_whole_publication_is_not_doubted if document.faults == set() with input as sample.publication

test_a_publication_with_a_part_missing_is_doubted if {
	every key in ["action", "product", "contracts", "known", "now"] {
		document.faults == {key} with input as sample.without($"/{key}")
	}
}

test_a_product_with_a_part_missing_is_doubted if {
	every key in object.keys(sample.publication.product) {
		document.faults == {"product"} with input as sample.without($"/product/{key}")
	}
}

test_a_contract_with_a_part_missing_is_doubted if {
	every key in object.keys(sample.contract) - {"status"} {
		document.faults == {"contracts"} with input as sample.without($"/contracts/0/{key}")
	}
}

test_knowledge_with_a_part_missing_is_doubted if {
	every key in ["domains", "teams", "ids"] {
		document.faults == {"known"} with input as sample.without($"/known/{key}")
	}
}

test_a_part_of_the_wrong_type_is_doubted if {
	wrong := {
		"/action": ["publish", null],
		"/now": ["today", null, -1],
		"/product": [null, [], "operations/flights"],
		"/product/name": ["", null, 1],
		"/product/owners": [null, "ana", {"0": "ana"}],
		"/product/inputs": [null, {}, "all"],
		"/product/contact": [null, 1],
		"/contracts": [null, {}, "operations.flights", [null], [[]]],
		"/contracts/0/id": ["", null],
		"/contracts/0/columns": [null, [], {}, [null], [{"name": ""}], [{}]],
		"/contracts/0/purposes": [null, "planning", [""]],
		"/known/domains": [null, ["operations"], "operations"],
		"/known/teams": [null, {}, "flight_ops"],
		"/known/ids": [null, [], ""],
	}
	every path, values in wrong {
		every value in values {
			count(document.faults) == 1 with input as json.patch(
				sample.publication,
				[{"op": "replace", "path": path, "value": value}],
			)
		}
	}
}

test_the_refusal_names_the_part if {
	document.deny == {{
		"policy": "publication-is-whole",
		"path": "known",
		"message": "`known` is missing from the publication or of the wrong type",
		"fix": "publish through `trellis publish` or the API, which send every part",
	}} with input as sample.without("/known")
}

test_columns_that_are_no_list_are_doubted if {
	columns := {"0": sample.column("carrier"), "1": sample.column("day")}
	document.faults == {"contracts"} with input as json.patch(
		sample.publication,
		[{"op": "replace", "path": "/contracts/0/columns", "value": columns}],
	)
}

test_a_product_may_leave_words_empty_that_policies_ask_for if {
	every key in ["status", "kind", "purpose", "contact", "description"] {
		document.faults == set() with input as sample.with_product({key: ""})
	}
}
