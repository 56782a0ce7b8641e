package access.purpose_test

import data.access.purpose
import data.access.sample

stating(words, port) := object.union(sample.with_port(port), {"purpose": words})

test_a_purpose_that_the_contract_names_is_explicit if {
	purpose.explicit with input as sample.question
	not purpose.explicit with input as stating("marketing", {})
	not purpose.explicit with input as stating("planning", {"purposes": []})
}

test_a_contract_without_purposes_agrees_to_any if {
	purpose.agreed with input as stating("marketing", {"purposes": []})
	not purpose.agreed with input as stating("marketing", {"purposes": ["planning"]})
	purpose.agreed with input as sample.question
}

test_no_purpose_is_never_agreed if {
	every purposes in [[], [""], ["planning"]] {
		not purpose.agreed with input as stating("", {"purposes": purposes})
		not purpose.explicit with input as stating("", {"purposes": purposes})
	}
}

test_a_reader_without_a_purpose_is_asked_for_one if {
	purpose.deny == {{
		"policy": "purpose-is-agreed",
		"path": "purpose",
		"message": "No purpose was stated",
		"fix": "say what the data is for with `--purpose`",
	}} with input as stating("", {})
}

test_a_purpose_outside_the_contract_is_refused if {
	purpose.deny == {{
		"policy": "purpose-is-agreed",
		"path": "port.purposes",
		"message": "`operations.flights` may be used for `billing`, `planning`, not for `marketing`",
		"fix": "read it for one of these, or ask flight_ops (ops@example.org) to add `marketing` to the contract's purposes",
	}} with input as stating("marketing", {"purposes": ["planning", "billing"]})
}

test_a_purpose_outside_the_grant_is_refused if {
	purpose.deny == {{
		"policy": "purpose-is-agreed",
		"path": "grants[0].purposes",
		"message": "Grant `g1` is for `billing`, not for `planning`",
		"fix": sample.ask,
	}} with input as sample.with_grant({"purposes": ["billing"]})
}

test_grants_of_others_and_broken_grants_are_not_spoken_of if {
	every changes in [{"purposes": ["billing"], "grantee": "bob"}, {"purposes": ["billing"], "clear": null}] {
		purpose.deny == set() with input as sample.with_grant(changes)
	}
}

test_a_grant_that_covers_nothing_of_the_port_is_not_spoken_of if {
	purpose.deny == set() with input as sample.with_grant({"columns": ["nowhere"]})
}

test_a_grant_for_the_purpose_hides_those_for_others if {
	other := object.union(sample.grant, {"id": "g2", "purposes": ["billing"]})
	purpose.deny == set() with input as sample.with_grants([other, sample.grant])
}

test_a_purpose_is_what_it_is_word_for_word if {
	every words in ["Planning", "planning ", "*", "plan"] {
		not purpose.explicit with input as stating(words, {})
	}
}
