package access.ownership_test

import data.access.ownership
import data.access.sample

test_a_member_of_the_owning_team_owns if {
	ownership.owner with input as sample.with_subject({"teams": ["other", "flight_ops"]})
}

test_a_product_of_the_owning_team_owns if {
	ownership.owner with input as sample.with_subject({"kind": "product", "teams": ["flight_ops"]})
}

test_others_do_not_own if not ownership.owner with input as sample.question

test_somebody_named_like_the_team_does_not_own if {
	not ownership.owner with input as sample.with_subject({"id": "flight_ops"})
}

test_a_platform_administrator_does_not_own if {
	not ownership.owner with input as sample.with_subject({"roles": ["platform_admin", "flight_ops"]})
}
