package registration.column_description_test

import data.registration.column_description
import data.registration.sample

test_described_columns_are_fine if column_description.warn == set() with input as sample.publication

test_a_column_that_is_not_described_is_warned_about if {
	column_description.warn == {{
		"policy": "columns-are-described",
		"path": "contracts[0].schema[0].properties.day.description",
		"message": "Column `day` of `operations.flights` is not described",
		"fix": "write one sentence into its `description`",
	}} with input as sample.with_column({"description": ""})
}

test_blanks_do_not_describe if {
	every words in [" ", "\t", null, 1, []] {
		count(column_description.warn) == 1 with input as sample.with_column({"description": words})
	}
	count(column_description.warn) == 1 with input as sample.without("/contracts/0/columns/0/description")
}
