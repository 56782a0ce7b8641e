package access.read_test

import data.access
import data.access.sample

refusal := {"allow": false, "columns": [], "masks": [], "filters": [], "grants": []}

test_a_reader_with_a_grant_gets_columns_masks_and_filters if {
	port := {"row_filters": [{"column": "carrier", "attribute": "carriers"}]}
	document := object.union(sample.with_port(port), {"subject": {"attributes": {"carriers": ["UA"]}}})
	access.read == {
		"allow": true,
		"columns": ["day", "carrier", "tailnum", "pilot"],
		"denials": [],
		"masks": [
			{"column": "tailnum", "kind": "hash", "policy": "confidential-is-masked"},
			{"column": "pilot", "kind": "null", "policy": "restricted-is-masked"},
		],
		"filters": {{"column": "carrier", "values": ["UA"], "policy": "rows-by-attribute"}},
		"grants": {"g1"},
	} with input as document
}

test_an_owner_reads_everything_without_a_grant if {
	access.read == {
		"allow": true,
		"columns": ["day", "carrier", "tailnum", "pilot"],
		"denials": [],
		"masks": [],
		"filters": set(),
		"grants": set(),
	} with input as sample.with_subject({"teams": ["flight_ops"]})
}

test_grants_of_one_id_are_named_once if {
	access.read.grants == {"g1"} with input as sample.with_grants([sample.grant, sample.grant])
}

test_a_refusal_gives_nothing_but_its_reasons if {
	answer := access.read with input as sample.with_grants([])
	json.remove(answer, ["/denials"]) == refusal
	{denial.policy | some denial in answer.denials} == {"reading-is-entitled"}
}

test_half_a_question_is_refused_for_that_alone if {
	every key in object.keys(sample.question) {
		answer := access.read with input as sample.without($"/{key}")
		json.remove(answer, ["/denials"]) == refusal
		count(answer.denials) > 0
		every denial in answer.denials {
			denial.policy in ["question-is-whole", "subject-is-somebody", "port-is-described"]
		}
	}
}

test_no_question_at_all_is_refused if {
	every nothing in [null, {}, [], "read", 0, true] {
		answer := access.read with input as nothing
		json.remove(answer, ["/denials"]) == refusal
		count(answer.denials) == 9
	}
}

test_every_reason_against_a_sound_question_is_given_at_once if {
	filters := [{"column": "carrier", "attribute": "carriers"}]
	document := object.union(sample.with_port({"row_filters": filters}), {"grants": []})
	answer := access.read with input as document
	{denial.policy | some denial in answer.denials} == {"reading-is-entitled", "rows-by-attribute"}
}

test_a_retired_port_is_closed_to_its_owners_too if {
	document := object.union(sample.with_port({"status": "retired"}), {"subject": {"teams": ["flight_ops"]}})
	answer := access.read with input as document
	{denial.policy | some denial in answer.denials} == {"port-is-in-service"}
}

test_odd_names_are_only_names if {
	every name in ["o'neil", "a\"b", "a b", "a;b", "größe", "a\nb", "`a`", "{input.x}", "a\\b", "\u0000"] {
		columns := [{"name": name, "classification": "internal", "mask": "redact"}]
		grants := [object.union(sample.grant, {"columns": [name], "grantee": name})]
		document := object.union(sample.with_subject({"id": name}), {"columns": columns, "grants": grants})
		access.read.columns == [name] with input as document
	}
}

test_a_team_grant_serves_the_products_of_the_team if {
	grants := [object.union(sample.grant, {"grantee_kind": "team", "grantee": "planning_team", "columns": ["day"]})]
	product := {"id": "planning/delays", "kind": "product"}
	access.read == {
		"allow": true,
		"columns": ["day"],
		"denials": [],
		"masks": [],
		"filters": set(),
		"grants": {"g1"},
	} with input as object.union(sample.with_subject(product), {"grants": grants})
}

test_everyone_signed_in_reads_a_public_port_without_a_purpose if {
	columns := [{"name": "day", "classification": "public", "mask": "redact"}]
	document := object.union(sample.with_grants([]), {"columns": columns, "purpose": ""})
	access.read == {
		"allow": true,
		"columns": ["day"],
		"denials": [],
		"masks": [],
		"filters": set(),
		"grants": set(),
	} with input as document
}

test_a_public_port_with_filtered_rows_still_needs_the_attribute if {
	columns := [{"name": "day", "classification": "public", "mask": "redact"}]
	filters := [{"column": "day", "attribute": "days"}]
	document := object.union(sample.with_port({"row_filters": filters}), {"columns": columns, "grants": []})
	{denial.policy | some denial in access.read.denials} == {"rows-by-attribute"} with input as document
	{filter.values | some filter in access.read.filters} == {["mon"]} with input as object.union(
		document,
		{"subject": {"attributes": {"days": ["mon"]}}},
	)
}

test_what_several_grants_give_adds_up if {
	grants := [
		object.union(sample.grant, {"columns": ["day"]}),
		object.union(sample.grant, {"id": "g2", "columns": ["tailnum"], "clear": ["tailnum"]}),
		object.union(sample.grant, {"id": "g3", "columns": ["pilot"], "all_rows": true}),
		object.union(sample.grant, {"id": "g4", "expires": 1}),
	]
	port := {"row_filters": [{"column": "carrier", "attribute": "carriers"}]}
	access.read == {
		"allow": true,
		"columns": ["day", "tailnum", "pilot"],
		"denials": [],
		"masks": [{"column": "pilot", "kind": "null", "policy": "restricted-is-masked"}],
		"filters": set(),
		"grants": {"g1", "g2", "g3"},
	} with input as object.union(sample.with_port(port), {"grants": grants})
}

test_a_grant_that_has_expired_is_named_with_the_way_to_a_new_one if {
	access.read == object.union(refusal, {"denials": {{
		"policy": "grants-expire",
		"path": "grants[0]",
		"message": "Grant `g1` to read `operations.flights` has expired",
		"fix": sample.ask,
	}}}) with input as sample.with_grant({"expires": 1790000000})
}

test_a_purpose_that_the_contract_does_not_allow_is_named if {
	answer := access.read with input as object.union(sample.question, {"purpose": "marketing"})
	answer == object.union(refusal, {"denials": {{
		"policy": "purpose-is-agreed",
		"path": "port.purposes",
		"message": "`operations.flights` may be used for `planning`, not for `marketing`",
		"fix": "read it for one of these, or ask flight_ops (ops@example.org) to add `marketing` to the contract's purposes",
	}}})
}

test_broken_grants_neither_open_nor_close if {
	every broken in [null, 7, "g1", [], {}, {"id": "g2"}, object.union(sample.grant, {"columns": "*"})] {
		access.read.grants == {"g1"} with input as sample.with_grants([broken, sample.grant, broken])
		access.read.allow == false with input as sample.with_grants([broken])
	}
}

test_a_column_list_in_any_order_gives_the_same_columns_in_that_order if {
	turned := array.reverse(sample.question.columns)
	document := object.union(sample.question, {"columns": turned})
	access.read.columns == ["pilot", "tailnum", "carrier", "day"] with input as document
}
