package registration.description_test

import data.registration.description
import data.registration.sample

paths := {denial.path | some denial in description.deny}

test_descriptions_in_words_are_fine if description.deny == set() with input as sample.publication

test_a_product_that_says_nothing_is_refused if {
	every words in ["", " ", "\n\t ", null, 1, ["x"]] {
		paths == {"product.description.purpose"} with input as sample.with_product({"description": words})
	}
}

test_a_contract_that_says_nothing_is_refused if {
	every words in ["", "  ", null, {}] {
		paths == {"contracts[0].description.purpose"} with input as sample.with_contract({"description": words})
	}
}

test_what_is_missing_is_refused if {
	paths == {"product.description.purpose"} with input as sample.without("/product/description")
	paths == {"contracts[0].description.purpose"} with input as sample.without("/contracts/0/description")
}

test_the_refusals_say_where_to_write if {
	{[denial.policy, denial.message, denial.fix] | some denial in description.deny} == {
		[
			"ports-are-described",
			"`operations/flights` does not say what it is for",
			"write one sentence into `description.purpose` of `product.odps.yaml`",
		],
		[
			"ports-are-described",
			"`operations.flights` does not say what it is for",
			"write one sentence into its `description.purpose`",
		],
	} with input as object.union(sample.with_contract({"description": ""}), {"product": {"description": ""}})
}
