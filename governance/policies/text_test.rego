package text_test

import data.text

test_a_word_is_a_string_that_is_not_empty if {
	text.word("a")
	every value in ["", null, 1, true, [], {}] { not text.word(value) }
}

test_a_list_of_words_is_an_array_of_words if {
	text.words([])
	text.words(["a", "b"])
	every value in [["a", ""], ["a", 1], {"a": "b"}, "ab", null, [null]] { not text.words(value) }
}

test_names_are_listed_once_and_in_order if {
	text.listed(["b", "a", "b"]) == "`a`, `b`"
	text.listed(set()) == ""
}

test_a_plain_word_needs_no_quotes if text.shell("planning/delay_causes") == "planning/delay_causes"

test_a_word_with_anything_else_is_quoted_for_the_shell if {
	text.shell("a b") == "'a b'"
	text.shell("") == "''"
	text.shell("$(reboot)") == "'$(reboot)'"
	text.shell("o'neil; ls") == `'o'\''neil; ls'`
	text.shell("a\nb") == "'a\nb'"
	text.shell("zoë") == "'zoë'"
}
