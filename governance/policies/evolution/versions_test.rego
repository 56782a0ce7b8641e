package evolution.versions_test

import data.evolution.versions

test_a_version_is_three_numbers if {
	versions.core("1.2.3") == [1, 2, 3]
	versions.core("10.0.200") == [10, 0, 200]
	versions.core("2.0.0-rc.1") == [2, 0, 0]
	versions.core("999999999.0.0") == [999999999, 0, 0]
}

test_anything_else_is_no_version if {
	every text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "1..3", "-1.2.3", "latest"] {
		not versions.core(text)
	}
	every text in ["1e3.0.0", "1.2.3 ", " 1.2.3", "1,2,3", "1000000000.0.0", "-rc.1"] { not versions.core(text) }
	every value in [null, 1, 1.2, ["1.2.3"], {}] { not versions.core(value) }
}

test_versions_are_ordered_as_numbers if {
	versions.later("1.9.0", "1.10.0")
	versions.later("1.9.9", "2.0.0")
	versions.later("1.0.0", "1.0.1")
	not versions.later("1.0.0", "1.0.0")
	not versions.later("1.10.0", "1.9.0")
}

test_a_release_follows_its_candidates if {
	versions.later("2.0.0-rc.1", "2.0.0")
	versions.later("2.0.0-rc.9", "2.0.0-rc.10")
	versions.later("1.9.0", "2.0.0-rc.1")
	not versions.later("2.0.0", "2.0.0-rc.1")
	not versions.later("2.0.0-rc.1", "2.0.0-rc.1")
}

test_the_next_versions_are_counted if {
	versions.next_breaking("1.2.3") == "2.0.0"
	versions.next_breaking("0.2.3") == "0.3.0"
	versions.next_minor("1.9.3") == "1.10.0"
	versions.next_patch("1.2.9") == "1.2.10"
	versions.next_patch("1.2.3-rc.1") == "1.2.4"
}

test_an_earlier_release_does_not_follow_a_candidate if {
	not versions.later("2.0.0-rc.1", "1.9.9")
	not versions.later("2.0.0-rc.1", "1.9.9-rc.2")
}

test_nothing_is_settled_below_one if {
	versions.unsettled("0.2.3", "0.3.0")
	versions.unsettled("0.2.3", "1.0.0")
	not versions.unsettled("0.2.3", "0.2.4")
	not versions.unsettled("0.2.3", "0.2.3")
	not versions.unsettled("1.2.3", "1.3.0")
	not versions.unsettled("0.2.3", "0.1.9")
}

test_nothing_is_settled_between_candidates if {
	versions.unsettled("1.3.0-rc.1", "1.3.0-rc.2")
	versions.unsettled("1.3.0-rc.1", "1.4.0-rc.1")
	not versions.unsettled("1.3.0-rc.1", "1.3.0")
	not versions.unsettled("1.3.0", "1.3.1-rc.1")
	not versions.unsettled("1.3.0-rc.1", "1.3.0-rc.1")
	not versions.unsettled("1.3.0-rc.1", "1.2.0-rc.1")
}
