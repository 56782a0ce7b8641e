import pytest

from governance.errors import Invalid
from governance.sql import render_template


def render(text, **variables):
    return render_template(
        text, inputs={"weather.observations": "observations"}, sources={"flights_csv": "csv"}, variables=variables
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1\n", "SELECT 1\n"),
        ("FROM {{ input('weather.observations') }}", 'FROM "input:observations"'),
        ("FROM {{ source('flights_csv') }}", 'FROM "input:csv"'),
        ("{{ var('year') }} {{ var('missing', 7) }}", "2013 7"),
        ("{% for c in ['a', 'b'] %}{{ c }}{% if not loop.last %}, {% endif %}{% endfor %}", "a, b"),
        ("{% macro half(x) %}({{ x }} / 2){% endmacro %}{{ half('delay') }}", "(delay / 2)"),
        ("{% set x = 'a' ~ 1 %}{{ x | upper }}", "A1"),
        ("{{ ['a', 'b'] | join('+') }}", "a+b"),
        ("{{ var('year') + 1 }}{# a comment #}", "2014"),
        ("{{ it | default('x') }}", "x"),
        ('{{ "it\'s" | quote }}', "'it''s'"),
    ],
)
def test_a_template_renders_to_sql(text, expected):
    assert render(text, year=2013) == expected


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("SELECT 1\nFROM {{ input('weather.rain') }}", 2, "there is no input `weather.rain`"),
        ("{{ source('x') }}", 1, "the sources are `flights_csv`"),
        ("\n\n{{ var('x') }}", 3, "no variable `x`"),
        ("a\n{{ nothing }}", 2, "'nothing' is undefined"),
        ("\n{% if %}", 2, "Expected an expression"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("{% include 'secrets' %}", 1, "`include` is not available"),
        ("{% import 'x' as y %}", 1, "`import` is not available"),
        ("{{ 'a'.upper() }}", 1, "unsafe"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
    ],
)
def test_a_broken_template_says_where(text, line, says):
    with pytest.raises(Invalid, match=says) as refusal:
        render(text)
    assert refusal.value.context["line"] == line


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(1000000000) %}{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
        "{% set x = 'a' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
        "{% set x = 9 %}" + "{% set x = x * x %}" * 60,
        "{% set x = [1] %}" + "{% set x = x + x %}" * 60,
        "{% set x = 'ab' %}" + "{% set x = [x, x] | join(x) %}" * 60,
        "{% macro a() %}a{% endmacro %}{% macro b() %}{{ b() }}{{ b() }}{% endmacro %}{{ b() }}",
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 9 ** 99999999 }}",
        "{{ lipsum(100000) }}",
        "{% for i in range(20000) %}aaaaaaaaaa{% endfor %}",
        "x" * 100_001,
    ],
)
def test_a_template_cannot_run_long_or_grow_large(text):
    with pytest.raises(Invalid) as refusal:
        render(text)
    assert refusal.value.case == "template"


def test_macros_that_double_each_other_end_at_the_budget():
    doubling = "".join(f"{{% macro m{n + 1}() %}}{{{{ m{n}() }}}}{{{{ m{n}() }}}}{{% endmacro %}}" for n in range(40))
    with pytest.raises(Invalid, match="steps"):
        render("{% macro m0() %}{% endmacro %}" + doubling + "{{ m40() }}")


def test_a_name_with_a_quote_stays_one_identifier():
    text = render_template("{{ input('x') }}", inputs={"x": 'a" b'}, sources={}, variables={})
    assert text == '"input:a"" b"'
