package evolution.order_test

import data.evolution.order
import data.evolution.sample

test_a_later_version_and_the_same_version_are_fine if {
	every to in ["1.2.3", "1.2.4", "1.3.0", "2.0.0"] { order.deny == set() with input as sample.but({"to": to}) }
}

test_an_earlier_version_is_refused if {
	every to in ["1.2.2", "1.1.9", "0.9.0", "1.2.3-rc.1"] {
		order.deny == {{
			"policy": "versions-go-forward",
			"path": "version",
			"message": $"{to} comes before 1.2.3, the version of `operations.flights` in force",
			"fix": "publish it as 1.2.4 or later",
		}} with input as sample.but({"to": to})
	}
}
