import pytest

from governance.policy.bundle import STOCK, rego_sources
from governance.policy.pitfalls import pitfalls


def found(line, file="rule.rego"):
    return [pitfall.text for pitfall in pitfalls(file, line)]


@pytest.mark.parametrize(
    "line",
    [
        'deny contains 1 if not startswith(input.purpose, "x")',
        "\tnot is_array(input.grants)",
        '\tnot input.port.status in ["active"]',
        "\tnot column.name in clearance.cleared",
        "\tnot f(x, column.name)",
        "\tnot count(input.columns) > 0",
        "\tnot input.a == input.b",
        "\tnot f(g(x))",
    ],
)
def test_a_negation_that_is_silent_when_something_is_missing_is_pointed_at(line):
    assert len(found(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "\tnot sound",
        "\tnot ownership.owner",
        "\tnot input.subject.id",
        "\tnot _decided(filter)",
        "\tnot text.word(value)",
        "\tnot f(x, y)",
        "\tnot name in names",
        '\tnot "tailnum" in cleared',
        "# not f(input.x) in a comment",
        '\tmessage := "not f(input.x)"',
        "\tmessage := `not f(input.x)`",
        '\tmessage := $"{x} is not f(input.x)"',
        "deny contains 1 if { not sound }",
        "\tcannot(input.x)",
    ],
)
def test_a_negation_that_always_speaks_is_left_alone(line):
    assert found(line) == []


def test_the_place_is_named():
    (pitfall,) = pitfalls("a.rego", "package a\n\nx if not f(input.y)\n")
    assert (pitfall.file, pitfall.line, pitfall.text) == ("a.rego", 3, "not f(input.y)")


def test_tests_may_negate_as_they_like():
    assert found("\tnot f(input.x)", file="rule_test.rego") == []


@pytest.mark.parametrize(("file", "text"), rego_sources(STOCK).items(), ids=lambda value: value[:30])
def test_the_stock_policies_never_negate_what_may_be_missing(file, text):
    assert list(pitfalls(file, text)) == []
