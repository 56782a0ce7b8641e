package access.standing_test

import data.access.sample
import data.access.standing

who(subject) := object.union(
	sample.request,
	{"subject": object.union({"id": "bob", "kind": "user", "teams": [], "roles": []}, subject)},
)

test_a_stranger_has_no_standing if standing.standings == set() with input as who({})

test_a_person_or_service_stands_as_what_it_is if {
	every kind in ["user", "service"] {
		standing.standings == {"owner"} with input as who({"id": "ana", "kind": kind})
		standing.standings == {"member"} with input as who({"teams": ["flight_ops"], "kind": kind})
		standing.standings == {"administrator"} with input as who({"roles": ["platform_admin"], "kind": kind})
	}
}

test_a_product_stands_as_itself_only if {
	itself := {"id": "operations/flights", "kind": "product", "teams": ["flight_ops"], "roles": ["platform_admin"]}
	standing.standings == {"itself"} with input as who(itself)
	standing.standings == set() with input as who(object.union(itself, {"id": "ana"}))
	standing.standings == set() with input as object.union(who(itself), {"resource": {"kind": "team"}})
}

test_a_person_named_like_the_product_is_not_the_product if {
	standing.standings == set() with input as who({"id": "operations/flights"})
}

test_other_roles_and_teams_give_no_standing if {
	standing.standings == set() with input as who({"roles": ["admin", "Platform_Admin"], "teams": ["flight", "ana"]})
}
