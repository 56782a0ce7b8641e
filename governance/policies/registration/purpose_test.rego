package registration.purpose_test

import data.registration.purpose
import data.registration.sample

port := {"name": "observations", "contract_id": "weather.observations", "source": false}

reading(inputs, words) := sample.with_product({"inputs": inputs, "purpose": words})

test_a_product_that_reads_only_sources_needs_no_purpose if purpose.deny == set() with input as sample.publication

test_a_product_that_reads_others_needs_one_word if {
	every words in ["planning", "delay_causes", "q3_2026"] {
		purpose.deny == set() with input as reading([port], words)
	}
}

test_a_product_that_reads_others_without_a_purpose_is_refused if {
	source := {"name": "csv", "contract_id": "csv", "source": true}
	purpose.deny == {{
		"policy": "readers-have-a-purpose",
		"path": "product.customProperties",
		"message": "`operations/flights` reads other products and does not say, in one word, what for",
		"fix": "add the custom property `purpose` (vendor `trellis`) in snake_case, such as `planning`",
	}} with input as reading([source, port], "")
}

test_a_purpose_that_is_no_word_is_refused if {
	every words in ["to plan", "Planning", "plan-it", "plan;", null, 1, ["planning"]] {
		count(purpose.deny) == 1 with input as reading([port], words)
	}
}

test_an_input_that_does_not_say_it_is_a_source_is_none if {
	every entry in [{}, {"source": "true"}, {"source": 1}, null] {
		count(purpose.deny) == 1 with input as reading([entry], "")
	}
}
