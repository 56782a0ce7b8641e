package registration.owner_test

import data.registration.owner
import data.registration.sample

paths := {denial.path | some denial in owner.deny}

test_an_owner_and_a_contact_are_enough if owner.deny == set() with input as sample.publication

test_an_address_a_link_and_a_channel_reach_people if {
	every contact in ["a@b", "ops@example.org", "https://chat.example.org/ops", "#ops"] {
		paths == set() with input as sample.with_product({"contact": contact})
	}
}

test_anything_else_reaches_nobody if {
	every contact in ["", "ana", "@", "a@", "@b", "a@b@c", "https://", "http://example.org", "#", null, 1, ["a@b"]] {
		paths == {"product.support"} with input as sample.with_product({"contact": contact})
	}
}

test_a_product_without_owners_is_refused if {
	every owners in [[], [""], null, "ana", [1]] {
		paths == {"product.team.members"} with input as sample.with_product({"owners": owners})
	}
}

test_the_refusals_say_where_to_write_what if {
	owner.deny == {
		{
			"policy": "product-has-owner",
			"path": "product.team.members",
			"message": "`operations/flights` has no owner",
			"fix": "give a member of `team.members` the role `owner`",
		},
		{
			"policy": "product-has-owner",
			"path": "product.support",
			"message": "`operations/flights` has no contact that people can reach",
			"fix": "put an address, an `https://` link or a `#channel` under `support`",
		},
	} with input as sample.with_product({"owners": [], "contact": ""})
}

test_what_is_missing_is_refused if {
	paths == {"product.team.members", "product.support"} with input as sample.without("/product")
}
