package access.columns_test

import data.access.columns
import data.access.sample

names := [column.name | some column in columns.readable]

all_names := ["day", "carrier", "tailnum", "pilot"]

test_a_grant_opens_the_columns_it_lists if {
	names == ["carrier"] with input as sample.with_grant({"columns": ["carrier", "nowhere"]})
	names == all_names with input as sample.with_grant({"columns": ["*"]})
	names == all_names with input as sample.with_grant({"columns": ["day", "*"]})
}

test_columns_come_in_the_order_of_the_port if {
	names == ["day", "tailnum"] with input as sample.with_grant({"columns": ["tailnum", "day", "tailnum"]})
}

test_the_columns_of_grants_add_up if {
	second := object.union(sample.grant, {"id": "g2", "columns": ["tailnum"]})
	first := object.union(sample.grant, {"columns": ["day"]})
	names == ["day", "tailnum"] with input as sample.with_grants([second, first])
}

test_a_grant_that_does_not_count_opens_nothing if {
	names == [] with input as sample.with_grant({"revoked": true})
	names == [] with input as sample.with_grants([])
}

test_an_owner_reads_every_column if {
	names == all_names with input as object.union(sample.with_grants([]), {"subject": {"teams": ["flight_ops"]}})
}

test_everyone_reads_every_column_of_a_public_port if {
	public := [{"name": "b", "classification": "public"}, {"name": "a", "classification": "public"}]
	names == ["b", "a"] with input as object.union(sample.with_grant({"columns": ["a"]}), {"columns": public})
}

test_names_are_compared_letter_by_letter if {
	names == [] with input as sample.with_grant({"columns": ["Day", "day ", "da", "d*"]})
}
