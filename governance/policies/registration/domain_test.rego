package registration.domain_test

import data.registration.domain
import data.registration.sample

denials := {denial.path: denial | some denial in domain.deny}

test_a_domain_of_the_team_is_the_place if domain.deny == set() with input as sample.publication

test_a_domain_that_does_not_exist_is_refused if {
	denials == {"product.domain": {
		"policy": "domain-is-owned",
		"path": "product.domain",
		"message": "There is no domain `sales`",
		"fix": "use one of `operations`, `weather`, or ask a platform administrator to create it",
	}} with input as sample.with_product({"domain": "sales"})
}

test_a_team_that_does_not_exist_is_refused if {
	some denial in domain.deny with input as sample.with_product({"team": "sales"})
	denial.message == "There is no team `sales`"
	denial.fix == "use one of `flight_ops`, `meteo`, or ask a platform administrator to create it"
}

test_a_domain_of_another_team_is_refused if {
	denials == {"product.team": {
		"policy": "domain-is-owned",
		"path": "product.team",
		"message": "The domain `weather` belongs to `meteo`, not to `flight_ops`",
		"fix": "publish it for `meteo`, or into a domain of `flight_ops`",
	}} with input as sample.with_product({"domain": "weather"})
}

test_an_empty_mesh_knows_no_domain if {
	document := object.union(sample.without("/known"), {"known": {"domains": {}, "teams": [], "ids": {}}})
	object.keys(denials) == {"product.domain", "product.team"} with input as document
}
