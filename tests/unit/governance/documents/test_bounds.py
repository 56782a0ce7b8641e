"""How much a document may hold: at each bound it is read, one more and it is refused."""

import pytest

from governance.documents import read_document


def codes(text, file="x.yaml"):
    return [found.code for found in read_document(text, file).findings]


def listed(entries):
    return "[" + ", ".join(["1"] * entries) + "]"


def values(count):
    """A document of so many values: a mapping, its key, a list, and lists in it that are full but for the last."""
    lists, left = [], count - 3
    while left > 0:
        entries = min(5_000, left - 1)
        lists.append(listed(entries))
        left -= entries + 1
    return f"a: [{', '.join(lists)}]"


@pytest.mark.parametrize(("count", "refused"), [(100_000, []), (100_001, ["TRL102"])])
def test_a_hundred_thousand_values(count, refused):
    assert codes(values(count)) == refused


@pytest.mark.parametrize(("count", "refused"), [(5_000, []), (5_001, ["TRL102"])])
def test_five_thousand_entries_side_by_side(count, refused):
    assert codes(f"a: {listed(count)}") == refused
    assert codes("".join(f"k{number}: 1\n" for number in range(count))) == refused


@pytest.mark.parametrize(("depth", "refused"), [(64, []), (65, ["TRL102"])])
def test_sixty_four_levels(depth, refused):
    within = depth - 2  # the mapping, and the value in the innermost list
    assert codes(f"a: {'[' * within}1{']' * within}") == refused


@pytest.mark.parametrize(("faults", "told"), [(99, 99), (100, 101), (200, 101)])
def test_a_hundred_complaints(faults, told):
    found = codes("".join(f"{number}: 1\n" for number in range(faults)))
    assert (len(found), found.count("TRL102")) == (told, int(told > 100))
