package registration.classification_test

import data.registration.classification
import data.registration.sample

test_classified_columns_are_fine if {
	every word in ["public", "internal", "confidential", "restricted"] {
		classification.deny == set() with input as sample.with_column({"classification": word})
	}
}

test_a_column_without_a_classification_is_refused if {
	classification.deny == {{
		"policy": "columns-are-classified",
		"path": "contracts[0].schema[0].properties.day.classification",
		"message": "Column `day` of `operations.flights` has no classification that policies know",
		"fix": "add `classification: public`, `internal`, `confidential` or `restricted`",
	}} with input as sample.with_column({"classification": ""})
}

test_a_classification_that_nobody_knows_is_refused if {
	every word in ["banana", "Public", "secret", null, 1, ["public"], {"public": true}] {
		count(classification.deny) == 1 with input as sample.with_column({"classification": word})
	}
}

test_a_column_that_does_not_speak_of_it_is_refused if {
	count(classification.deny) == 1 with input as sample.without("/contracts/0/columns/1/classification")
}

test_a_nested_column_needs_one_too if {
	nested := sample.with_column({
		"name": "address.zip",
		"column": "address",
		"path": "schema[0].properties[1].properties[0]",
		"classification": "",
	})
	paths := {denial.path | some denial in classification.deny} with input as nested
	paths == {"contracts[0].schema[0].properties[1].properties[0].classification"}
}
