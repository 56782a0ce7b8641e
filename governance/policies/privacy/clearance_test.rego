package privacy.clearance_test

import data.access.sample
import data.privacy.clearance

test_a_column_that_the_grant_covers_and_lists_is_cleared if {
	clearance.cleared == {"tailnum"} with input as sample.with_grant({"clear": ["tailnum"]})
	clearance.cleared == {"tailnum"} with input as sample.with_grant({"columns": ["tailnum"], "clear": ["tailnum"]})
}

test_nothing_else_is_cleared if {
	clearance.cleared == set() with input as sample.question
	clearance.cleared == set() with input as sample.with_grant({"columns": ["day"], "clear": ["tailnum"]})
	clearance.cleared == set() with input as sample.with_grant({"clear": ["tailnum"], "revoked": true})
}

test_a_star_clears_no_column if {
	cleared := clearance.cleared with input as sample.with_grant({"clear": ["*"]})
	not "tailnum" in cleared
}

test_one_grant_does_not_clear_what_only_another_covers if {
	covers := object.union(sample.grant, {"columns": ["tailnum"]})
	clears := object.union(sample.grant, {"id": "g2", "columns": ["day"], "clear": ["tailnum"]})
	clearance.cleared == set() with input as sample.with_grants([covers, clears])
}
