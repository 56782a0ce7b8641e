package registration.row_filter_test

import data.registration.row_filter
import data.registration.sample

filtering(filters) := sample.with_contract({"row_filters": filters})

test_a_filter_on_a_column_is_fine if {
	row_filter.deny == set() with input as sample.publication
	row_filter.deny == set() with input as filtering([])
}

test_a_filter_on_no_column_is_refused if {
	row_filter.deny == {{
		"policy": "row-filters-name-columns",
		"path": "contracts[0].schema[0].customProperties",
		"message": "A row filter of `operations.flights` does not name a column of its schema and an attribute",
		"fix": "name one of `carrier`, `day` and the attribute that readers have",
	}} with input as filtering([{"column": "region", "attribute": "regions"}])
}

test_half_a_filter_is_refused if {
	every filter in [
		{}, null, "day", {"column": "day"}, {"attribute": "days"},
		{"column": "day", "attribute": ""}, {"column": "day", "attribute": 1},
		{"column": ["day"], "attribute": "days"}, {"column": "DAY", "attribute": "days"},
	] {
		count(row_filter.deny) == 1 with input as filtering([{"column": "carrier", "attribute": "carriers"}, filter])
	}
}

test_a_nested_column_cannot_be_filtered_on if {
	document := sample.with_contract({
		"columns": [sample.column("address"), object.union(sample.column("address.zip"), {"column": "address"})],
		"row_filters": [{"column": "address.zip", "attribute": "zips"}],
	})
	count(row_filter.deny) == 1 with input as document
}
