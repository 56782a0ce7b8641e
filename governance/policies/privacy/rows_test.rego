package privacy.rows_test

import data.access.sample
import data.privacy.rows

filtered(attributes) := object.union(
	sample.with_port({"row_filters": [{"column": "carrier", "attribute": "carriers"}]}),
	{"subject": {"attributes": attributes}},
)

shown(values) := {{"column": "carrier", "values": values, "policy": "rows-by-attribute"}}

test_a_reader_sees_the_rows_of_the_attribute if {
	rows.filters == shown(["AA", "UA"]) with input as filtered({"carriers": ["UA", "AA", "UA"]})
	rows.deny == set() with input as filtered({"carriers": ["UA"]})
}

test_values_may_be_numbers_and_truths if {
	rows.filters == shown([false, 1, 2.5, "x"]) with input as filtered({"carriers": ["x", 2.5, 1, false]})
}

test_no_values_show_no_rows if {
	rows.filters == shown([]) with input as filtered({"carriers": []})
	rows.deny == set() with input as filtered({"carriers": []})
}

test_a_reader_without_the_attribute_is_refused if {
	every attributes in [{}, {"Carriers": ["UA"]}] {
		rows.deny == {{
			"policy": "rows-by-attribute",
			"path": "subject.attributes.carriers",
			"message": "`operations.flights` shows rows by `carriers`, which `ana` does not have",
			"fix": concat("", [
				"ask an administrator for the attribute, or ask flight_ops (ops@example.org) to run ",
				"`trellis grant operations.flights --to ana --purpose planning --expires 30d --all-rows`",
			]),
		}} with input as filtered(attributes)
		rows.filters == shown([]) with input as filtered(attributes)
	}
}

test_an_attribute_that_is_no_list_of_values_is_refused if {
	every carriers in [null, "UA", {"0": "UA"}, ["UA", null], [["UA"]], [{"UA": 1}], 7, true] {
		count(rows.deny) == 1 with input as filtered({"carriers": carriers})
	}
}

test_every_filter_applies if {
	filters := [{"column": "carrier", "attribute": "carriers"}, {"column": "day", "attribute": "days"}]
	document := object.union(filtered({"carriers": ["UA"], "days": ["mon"]}), {"port": {"row_filters": filters}})
	rows.filters == shown(["UA"]) | {{
		"column": "day",
		"values": ["mon"],
		"policy": "rows-by-attribute",
	}} with input as document
}

test_one_attribute_that_is_missing_refuses_the_read if {
	filters := [{"column": "carrier", "attribute": "carriers"}, {"column": "day", "attribute": "days"}]
	document := object.union(filtered({"carriers": ["UA"]}), {"port": {"row_filters": filters}})
	{denial.path | some denial in rows.deny} == {"subject.attributes.days"} with input as document
}

test_owners_and_readers_granted_all_rows_see_every_row if {
	every document in [
		object.union(filtered({}), {"subject": {"teams": ["flight_ops"]}}),
		object.union(filtered({}), {"grants": [object.union(sample.grant, {"all_rows": true})]}),
	] {
		rows.filters == set() with input as document
		rows.deny == set() with input as document
	}
}

test_a_grant_of_all_rows_that_does_not_count_shows_none if {
	every changes in [{"revoked": true}, {"columns": ["nowhere"]}, {"grantee": "bob"}, {"all_rows": "true"}] {
		grants := [sample.grant, object.union(sample.grant, object.union({"id": "g2", "all_rows": true}, changes))]
		rows.filters == shown(["UA"]) with input as object.union(filtered({"carriers": ["UA"]}), {"grants": grants})
	}
}
