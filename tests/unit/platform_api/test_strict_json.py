import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_api.strict_json import parse_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_json_that_means_one_thing_is_read_as_it_stands(value):
    assert parse_json(json.dumps(value).encode(), depth=64) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 1}',
        b'[{"a": {"b": 1, "b": 2}}]',
        b"NaN",
        b"[Infinity]",
        b'{"a": -Infinity}',
        b"1e999",
        b'{"a": -1e400}',
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
        b'"\\ud800"',
        b'{"\\udfff": 1}',
        b"\xff",
        b"[" * 100_000,
        b"1" * 5000,
    ],
)
def test_json_that_could_mean_two_things_is_not_read(text):
    with pytest.raises(json.JSONDecodeError):
        parse_json(text, depth=64)


@pytest.mark.parametrize(("nesting", "fits"), [(4, True), (5, False)])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_nesting_has_a_bound(nesting, fits, opening, closing):
    text = (opening * nesting + "1" + closing * nesting).encode()
    if fits:
        parse_json(text, depth=4)
    else:
        with pytest.raises(json.JSONDecodeError, match="nested too deeply"):
            parse_json(text, depth=4)
