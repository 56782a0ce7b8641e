"""The scanner's short cuts change nothing: its events are those of ruamel.yaml, text by text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from governance.documents.scanner import EventStream
from tests.samples.contracts.sample import FLIGHTS

SAMPLES = [
    FLIGHTS,
    "a: b\n\n\n# c\nd:\n- e\n-  f # g\n- h#i\n",
    "a: one\n  two\n  three\nb: x\n",
    "a:\n  b: c:d\n  e: f :g\n",
    "a: x # c\n\n  # d\nb: y\n",
    "- a: 1\n  b: 2\n-\n  c: 3\n- - d\n  - e\n",
    "a: |\n  # not a comment\n  x: y\nb: >-\n  z\n   w\n",
    "a: 'x # y'\nb: \"z\\n\"\n? c\n: d\n",
    "a: {b: c, d: [e, f: g]} # h\n",
    "---\na: b\n...\n",
    "a: b\r\nc:\r\n  - d # e\r\n",
    "a:    b   \nc:\t d\n",
    "a b c: d e f\n",
    "plain\n",
    "a:\u00a0b\nc: \u00a0d: e\n",
    "a: -1\nb: ?x\nc: :y\nd: -\n",
    "a#-\r>\n",
    "a: b\rc: d\r",
    '{:\n"a"a:',
    '[?\n"{"{a}\'',
    "{?\n[',]",
]


def events(stream):
    found = []
    try:
        found.extend(
            (
                type(e).__name__,
                getattr(e, "value", None),
                getattr(e, "style", None),
                e.start_mark.line,
                e.start_mark.column,
            )
            for e in stream
        )
    except YAMLError as fault:
        found.append((type(fault).__name__, getattr(fault, "problem", None)))
    return found


def ours(text):
    stream = EventStream(text)
    while stream.check_event():
        yield stream.get_event()


def theirs(text):
    return YAML(typ="safe", pure=True).parse(text)


@pytest.mark.parametrize("text", SAMPLES)
def test_a_text_yields_the_same_events_at_the_same_places(text):
    assert events(ours(text)) == events(theirs(text))


LINES = st.lists(
    st.sampled_from(
        [
            "a: b",
            "  c: d e",
            "- f",
            "  - g",
            "# h",
            "",
            "  # i",
            "j:",
            "    k: l#m",
            "n: o: p",
            "q: [r, s]",
            "'t': u",
            "v: |",
            "   w",
            "---",
            "x:y z",
            " ",
        ]
    ),
    max_size=8,
)


@given(LINES)
def test_lines_in_any_order_yield_the_same_events(lines):
    text = "\n".join(lines)
    assert events(ours(text)) == events(theirs(text))


@given(st.text(alphabet="ab:-#\n\r\t ?[]{},'\"|>&*!", max_size=40))
def test_indicators_in_any_order_yield_the_same_events(text):
    assert events(ours(text)) == events(theirs(text))
