package evolution.notice_test

import data.evolution.notice
import data.evolution.sample

test_a_surprise_is_published_with_a_warning_that_names_readers if {
	surprise := object.union(sample.removal, {"grade": "warning", "message": "`carrier` is deprecated"})
	notice.warn == {{
		"policy": "consumers-are-told",
		"path": "schema[0].properties[1]",
		"message": "`carrier` is deprecated (read by `planning/punctuality` (`carrier`, `dep_delay`))",
		"fix": "tell the consumers, or keep what was",
	}} with input as sample.but({"changes": [surprise]})
}

test_a_breaking_change_names_who_has_to_move if {
	notice.warn == {{
		"policy": "consumers-are-told",
		"path": "schema[0].properties[1]",
		"message": "`carrier` was removed (breaking; read by `planning/punctuality` (`carrier`, `dep_delay`))",
		"fix": "move the consumers to 2.0.0 before 1.2.3 is retired",
	}} with input as sample.breaking("2.0.0")
}

test_what_is_safe_surprises_nobody if notice.warn == set() with input as sample.evolution
