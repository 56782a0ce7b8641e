"""Patterns: what runs in DuckDB is accepted, what does not is refused, and matching agrees with DuckDB."""

from contextlib import suppress

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts.regex import BadPattern, is_anchored, matches, parse

ACCEPTED = [
    r"^[A-Z]{2}$", "(?i)abc", "(?i:abc)d", "[[:alpha:]]+", "[[:^digit:]]", r"\pL", r"\p{Greek}", r"\p{Lu}x", r"\P{L}", r"\p{^L}", "[]a]",
    "[^]a]", "[a-b-c]", "[-a]", "[a-]", r"\012", r"\x41", r"\x{41}", r"\z", r"\A", r"\bfoo\b", r"\Qa*b\E", "(?P<n>a)", r"\_", r"\-", r"\/",
    "$a", "a$b", "", "()", "a||b", "(?s).", "(?m)^b$", r"[\w.-]+@[\w-]+", "(?U)a+", "(?-i)a", "(?i-s:a)", "a*?", "(?:a{0,2}){3}b", "a{,5}", "a{",
    r"\v", r"\a", "^*", "(a|)+", "(a*)*", "a{0}", r"[a-\x{7A}]", r"[\d-z]", "(^a$)", "é",
]  # fmt: skip
REFUSED = [
    "a**", "a++", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "a{1001}", "(a{100}){11}", "x{2,1}", "(*)", "|*", "a|*", "{2}",
    "[[:foo:]]", r"\p{Foo", r"[a-\d]", "[z-a]", r"\1", r"(a)\1", r"\Z", "(?<n>a)", "a)", "(a", "[a", "\\", r"\h", r"\u0041", "(?)x(", r"a?+",
    r"\8", "a{2}{3}", r"[\b]", r"\x{110000}", r"\x{}", "(?P=n)", r"\ca", r"\é", "(?#x)", r"\px",
]  # fmt: skip
TEXTS = [
    "",
    "a",
    "aa",
    "AB",
    "abc",
    "b",
    "aab",
    "a\nb",
    "7",
    "é",
    "foo",
    "aa aa",
    "x.y@z",
    "\x07",
    "a*b",
    "]",
    "-",
    "K",
    "_",
    "c\n",
    "\u03b1",
]


def engine(pattern, text):
    try:
        return duckdb.execute("SELECT regexp_matches(?, ?)", [text, pattern]).fetchone()[0]
    except duckdb.Error:
        return None


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_a_pattern_that_duckdb_runs_is_accepted_and_matches_as_there(pattern):
    tree = parse(pattern)
    for text in TEXTS:
        assert matches(tree, text) in {engine(pattern, text), None}


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_that_duckdb_does_not_run_is_refused_with_a_reason(pattern):
    with pytest.raises(BadPattern) as refused:
        parse(pattern)
    assert refused.value.problem
    assert 0 <= refused.value.at <= len(pattern)
    assert engine(pattern, "") is None


@pytest.mark.parametrize(
    ("pattern", "fix"),
    [
        ("^(?!N0)", "list what is allowed"),
        (r"(a)\1", "write the group out again"),
        ("a++", "possessive"),
        (r"a\Z", r"write `\z`"),
        ("(a", "add `)`"),
    ],
)
def test_a_refusal_says_what_to_write_instead(pattern, fix):
    with pytest.raises(BadPattern) as refused:
        parse(pattern)
    assert fix in refused.value.fix


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [
        ("^a$", True),
        ("^a", False),
        ("a$", False),
        ("^(a|b)$", True),
        ("^a$|^b$", True),
        ("^a|b$", False),
        ("(^a$)", True),
        ("", False),
    ],
)
def test_a_pattern_is_anchored_when_it_spans_the_whole_text(pattern, anchored):
    assert is_anchored(parse(pattern)) is anchored


@pytest.mark.timeout(30)
@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a*)*b", "(a|aa)+$", "((a{0,30}){0,30})b"])
def test_no_text_makes_a_pattern_slow(pattern):
    assert matches(parse(pattern), "a" * 2_000 + "!") in {False, None}


@pytest.mark.parametrize("pattern", ["(" * 200 + ")" * 200, "a" * 2_001])
def test_a_pattern_beyond_all_measure_is_refused(pattern):
    with pytest.raises(BadPattern):
        parse(pattern)


PIECES = [
    "a",
    "b",
    "c",
    ".",
    "*",
    "+",
    "?",
    "|",
    "(",
    ")",
    "[",
    "]",
    "^",
    "$",
    r"\d",
    r"\w",
    r"\b",
    "{2}",
    "{1,3}",
    "(?:",
    "-",
    r"\s",
    "[^a]",
    "[a-c]",
    "\\",
    "B",
    "1",
    " ",
    "\n",
    "{",
    "}",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text("abcB1 \n_", max_size=6))
def test_any_pattern_is_judged_and_matched_as_duckdb_does(pattern, text):
    expected = engine(pattern, text)
    try:
        tree = parse(pattern)
    except BadPattern:
        assert expected is None
    else:
        assert matches(tree, text) == expected


@given(st.text(max_size=30))
def test_no_pattern_makes_the_parser_raise_anything_else(pattern):
    with suppress(BadPattern):
        parse(pattern)
