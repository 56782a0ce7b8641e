package access.question_test

import data.access.question
import data.access.sample

test_a_question_that_is_asked_in_full_is_not_doubted if question.faults == set() with input as sample.question

test_a_question_with_a_part_missing_is_doubted if {
	every key in ["action", "purpose", "now", "grants", "waivers"] {
		question.faults == {key} with input as sample.without($"/{key}")
	}
}

test_a_question_with_a_part_of_the_wrong_type_is_doubted if {
	wrong := {
		"action": ["write", "", null, ["read"]],
		"purpose": [null, 1, ["planning"], {}],
		"now": [null, "1790000000", -1, 1790000000.5, 253402300800, 1e300, true, []],
		"grants": [null, {}, "g1", {"0": sample.grant}],
		"waivers": [null, {}, ""],
	}
	every key, values in wrong {
		every document in sample.wrong($"/{key}", values) { question.faults == {key} with input as document }
	}
}

test_no_question_at_all_is_doubted if {
	every nothing in [null, {}, [], "read", 0] { count(question.faults) == 5 with input as nothing }
}

test_time_runs_from_1970_to_9999 if {
	question.moment(0)
	question.moment(253402300799)
	not question.moment(253402300800)
}

test_the_refusal_names_the_part if {
	question.deny == {{
		"policy": "question-is-whole",
		"path": "now",
		"message": "`now` is missing from the question or of the wrong type",
		"fix": "ask through `trellis query` or the API, which send every part",
	}} with input as sample.without("/now")
}

test_what_is_no_number_is_no_time if {
	every value in [null, true, false, "", "0", "1790000000", [], [0], {}, {"0": 0}] { not question.moment(value) }
}
