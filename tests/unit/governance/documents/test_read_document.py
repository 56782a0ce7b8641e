"""Reading text that anybody may have written: what it means, where it stands, and what is refused."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.documents import read_document
from tests.samples.contracts.sample import marked


def data(text):
    reading = read_document(text, "x.yaml")
    assert reading.document, reading.findings
    return reading.document.data


def places(text):
    return [(found.code, found.line, found.column) for found in read_document(text, "x.yaml").findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-0", 0),
        ("010", 10),
        ("0o17", 15),
        ("0xff", 255),
        ("1e3", 1000.0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000", "1_000"),
        ("10:30", "10:30"),
        ("2013-01-01", "2013-01-01"),
        ("2013-01-01T10:00:00Z", "2013-01-01T10:00:00Z"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
        ("<<", "<<"),
        ("a b  c", "a b  c"),
        ("a#b", "a#b"),
        ("a: b".replace(": ", ":"), "a:b"),
    ],
)
def test_a_plain_value_means_what_yaml_1_2_says(text, value):
    read = data(f"key: {text}\n")["key"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("plain", "elsewhere"),
    [
        ("NO", "false"),
        ("on", "true"),
        ("010", "the number 8"),
        ("10:30", "base 60"),
        ("1_000", "the number 1000"),
        ("1e3", "text"),
        ("0o17", "text"),
    ],
)
def test_a_value_that_older_readers_take_otherwise_is_warned_about(plain, elsewhere):
    found = read_document(f"key: {plain}\n", "x.yaml").findings
    assert [(f.code, f.severity, f.line, f.column) for f in found] == [("TRL109", "warning", 1, 6)]
    assert elsewhere in found[0].message


@pytest.mark.parametrize("plain", ["2013-01-01", "'NO'", "north", "1.5", "100", "0", "n"])
def test_a_value_that_all_readers_agree_on_is_not_warned_about(plain):
    assert places(f"key: {plain}\n") == []


def test_a_document_keeps_its_text_and_its_digest():
    text = "# hé\r\na: 1\r\n"
    document = read_document(text.encode(), "x.yaml").document
    assert (document.text, document.file) == (text, "x.yaml")
    assert document.digest == hashlib.sha256(text.encode()).hexdigest()


NESTED = """\
# comment
top: value
list:
  - first
  - name: second
    deep: {a: 1, "b": [x, 'y']}
text: |
  one
  two
below:
  - 1
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("top",), (2, 6), (2, 1)),
        (("list",), (3, 1), (3, 1)),
        (("list", 0), (4, 5), (4, 5)),
        (("list", 1, "name"), (5, 11), (5, 5)),
        (("list", 1, "deep"), (6, 11), (6, 5)),
        (("list", 1, "deep", "b"), (6, 23), (6, 18)),
        (("list", 1, "deep", "b", 1), (6, 27), (6, 27)),
        (("text",), (7, 7), (7, 1)),
        (("list", 1, "missing"), (5, 5), (5, 5)),
        (("list", 7), (3, 1), (3, 1)),
        (("nowhere", "at", "all"), (2, 1), (2, 1)),
    ],
)
def test_a_document_knows_where_each_key_and_value_stands(path, value, key):
    document = read_document(NESTED, "x.yaml").document
    assert document.place(path) == value
    assert document.place(path, of_key=True) == key


def test_a_value_is_found_by_its_path_and_a_missing_one_is_none():
    document = read_document(NESTED, "x.yaml").document
    assert document.value(("list", 1, "deep", "b", 1)) == "y"
    assert document.value(("list", 9, "deep")) is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("TRL101", "a: b«: c\n"),
        ("TRL101", "a: 1\n«\tb: 2\n"),
        ("TRL101", "a: [1, 2«"),
        ("TRL101", "a:\n  - 1\n «b: 2\n"),
        ("TRL101", 'a: "\\«q"'),
        ("TRL102", "«" + "a: 1\n" * 210_000),
        ("TRL102", "a: " + "[" * 63 + "«["),
        ("TRL103", "a: «&x 1\n"),
        ("TRL103", "a: «*x\n"),
        ("TRL103", "a: «!!python/object/apply:os.system [ls]\n"),
        ("TRL103", "«%YAML 1.1\n---\na: 1\n"),
        ("TRL103", "«%TAG ! tag:x,2000:\n---\na: 1\n"),
        ("TRL104", "a: 1\nb: 2\n«a: 3\n"),
        ("TRL104", "x: {a: 1, «a: 2}\n"),
        ("TRL105", "a: x«\x00\n"),
        ("TRL105", "a: x«\u202ey\n"),
        ("TRL105", "a: x«\x1b[2J\n"),
        ("TRL105", "a: x«\U000e0041\n"),
        ("TRL105", "a: x«\u2028b\n"),
        ("TRL105", "a: x«\ufeff\n"),
        ("TRL105", 'a: «"\\u202e"\n'),
        ("TRL105", 'a: «"\\ud83d"\n'),
        ("TRL106", "a: «" + "9" * 41 + "\n"),
        ("TRL106", "a: «1e999\n"),
        ("TRL106", "a: «.inf\n"),
        ("TRL106", "a: «-.INF\n"),
        ("TRL106", "a: «.nan\n"),
        ("TRL106", "a: «0x" + "f" * 60 + "\n"),
        ("TRL107", "«"),
        ("TRL107", "«# nothing\n"),
        ("TRL107", "«- a\n"),
        ("TRL107", "«word\n"),
        ("TRL107", "a: 1\n«---\nb: 2\n"),
        ("TRL108", "«1: a\n"),
        ("TRL108", "«true: a\n"),
        ("TRL108", "? «[a]\n: b\n"),
        ("TRL108", "{«{a: 1}: 2}\n"),
    ],
)
def test_a_text_that_is_refused_says_where(code, text):
    text, line, column = marked(text)
    reading = read_document(text, "x.yaml")
    assert reading.document is None
    assert (code, line, column) in [(f.code, f.line, f.column) for f in reading.findings]


@pytest.mark.parametrize("content", [b"a: \xff\n", "a: é".encode("latin-1"), "a: 1".encode("utf-16")])
def test_bytes_that_are_not_utf_8_are_refused(content):
    assert [found.code for found in read_document(content, "x.yaml").findings] == ["TRL105"]


def test_a_byte_order_mark_may_begin_the_text():
    document = read_document("\ufeffa: 1\n", "x.yaml").document
    assert (document.data, document.place(("a",), of_key=True)) == ({"a": 1}, (1, 1))


def test_every_doubled_key_is_named_not_only_the_first():
    assert [code for code, _, _ in places("a: 1\na: 2\nb: 1\nb: 2\n")] == ["TRL104", "TRL104"]


BOMBS = {
    "brackets": "[" * 20_000,
    "braces": "{" * 20_000,
    "maps": "{a: " * 20_000,
    "dashes": "- " * 20_000,
    "steps": "".join(" " * depth + "a:\n" for depth in range(1_000)),
    "laughs": "a: &a [x,x,x]\n" + "".join(f"{c}: &{c} [*a,*a,*a]\n" for c in "bcdefgh"),
    "digits": "a: " + "9" * 900_000,
    "entries": "a: [" + "1," * 400_000 + "1]",
    "lines": "a:\n" + "- 1\n" * 200_000,
    "doubles": "a: 1\n" * 100_000,
    "questions": "? " * 100_000,
    "colons": ": " * 100_000,
    "anchor": "a: &" + "x" * 500_000,
    "quote": 'a: "' + "x" * 900_000,
    "blanks": "\n" * 900_000 + "[",
}


@pytest.mark.timeout(60)  # a reader that is quadratic in these takes minutes; this one takes 2 s at most
@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_and_says_little(name):
    reading = read_document(BOMBS[name], "x.yaml")
    assert reading.document is None
    assert len(reading.findings) <= 101


def test_json_is_read_with_its_own_escapes():
    text = '{"a": "x\\/y\\ud83d\\ude00", "b": [1, -2.5e3, true, null], "c": {}}'
    assert data(text) == json.loads(text)
    assert places(text) == []


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), json_values, max_size=5), st.sampled_from([None, 2])
)
def test_whatever_json_can_say_is_read_as_json_reads_it(value, indent):
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    assert data(text) == value


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text):
    reading = read_document(text, "x.yaml")
    assert reading.document or reading.findings


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,\n \t0~\\", max_size=60))
def test_no_heap_of_indicators_makes_the_reader_raise(text):
    reading = read_document(text, "x.yaml")
    assert reading.document or reading.findings
