"""Descriptions, owners, service levels and deprecated forms."""

import pytest

from tests.samples.contracts.sample import broken, changed, codes, places

FRESH = "  - property: freshness\n    value: 24\n    unit: h\n    element: flights.time_hour"
KEPT = "  - property: retention\n    value: 3\n    unit: y\n    element: flights.time_hour"
THERE = "  - property: availability\n    value: 99.5\n    unit: percent"
OWNER = "    - username: ana@example.org\n      role: owner\n"
SUPPORT = "support:\n  - channel: flight-ops\n    url: mailto:ops@example.org\n"

CASES = [
    (
        "TRL501",
        "  purpose: Every departure from New York City\n",
        "",
        "description:\n  usage",
        "«description:\n  usage",
    ),
    ("TRL111", "  usage: Join", "  «usge: Join"),
    ("TRL502", "    description: One row per scheduled departure\n", "", "  - name: flights\n", "  - name: «flights\n"),
    ("TRL503", "        description: The aircraft\n", "", "- name: tailnum", "- name: «tailnum"),
    ("TRL504", OWNER, "    - username: ana@example.org\n", "team:\n", "«team:\n"),
    ("TRL505", "  name: flight_ops\n", "", "team:\n", "«team:\n"),
    ("TRL507", "    - username: bo@example.org", "    - username: «ana@example.org"),
    ("TRL508", "description: The aircraft", "description: «TODO"),
    ("TRL508", "description: One row per scheduled departure", "description: «tbd, ask Ana"),
    ("TRL601", "property: freshness", "property: «freshnes"),
    ("TRL602", "    value: 24\n    unit: h", "    value: «24"),
    ("TRL602", "unit: h\n", "unit: «parsec\n"),
    ("TRL602", "unit: percent\nc", "unit: «days\nc"),
    ("TRL603", "value: 24\n", "value: «0\n"),
    ("TRL603", "value: 24\n", "value: «soon\n"),
    ("TRL603", "value: 99.5", "value: «120"),
    ("TRL603 TRL608", THERE, THERE + "\n  - property: endOfSupport\n    value: «next year"),
    ("TRL603", THERE, THERE + "\n  - property: timeOfAvailability\n    value: «nine"),
    ("TRL604", FRESH, FRESH.replace("flights.time_hour", "«flights.departed_at")),
    ("TRL605", FRESH, FRESH.replace("flights.time_hour", "«flights.carrier")),
    ("TRL605", KEPT, "  - property: «retention\n    value: 3\n    unit: y"),
    ("TRL607", KEPT, KEPT.replace("retention", "«freshness")),
    ("TRL608", THERE, THERE + "\n  - property: «throughput\n    value: 100"),
    ("TRL609", FRESH, FRESH + "\n    schedule: «every morning"),
    (
        "TRL610",
        "value: 24\n    unit: h",
        "value: «1\n    unit: h",
        THERE,
        THERE + "\n  - property: frequency\n    value: 1\n    unit: d",
    ),
    ("TRL611", FRESH, FRESH + "\n    driver: «law"),
    ("TRL119", "status: active", "status: active\ndataProduct: «flights"),
]


@pytest.mark.parametrize(("expected", "edits"), [(case[0], case[1:]) for case in CASES])
def test_each_fault_is_found_at_its_place(expected, edits):
    text, line, column = broken(*edits)
    assert (expected.split()[0], line, column) in places(text)
    assert set(codes(text)) <= {*expected.split(), "TRL606", "TRL501"}


@pytest.mark.parametrize(("code", "piece"), [("TRL506", SUPPORT), ("TRL606", FRESH + "\n")])
def test_what_is_missing_altogether_is_found_at_the_top(code, piece):
    assert (code, 2, 1) in places(changed(piece, "")) or code in codes(changed(piece, ""))


def test_a_team_as_a_list_is_a_deprecated_form_that_still_counts():
    team = "team:\n  name: flight_ops\n  members:\n" + OWNER + "    - username: bo@example.org\n"
    text, line, column = broken(team, "«team:\n  - username: ana@example.org\n    role: owner\n")
    assert places(text) == [("TRL119", line, column)]


def test_an_owner_who_left_without_a_successor_is_found():
    left = OWNER + "      dateOut: «'2026-01-31'\n"
    text, line, column = broken(
        OWNER, left, "    - username: bo@example.org", "    - username: bo@example.org\n      role: owner"
    )
    assert places(text) == [("TRL507", line, column)]


@pytest.mark.parametrize("value", ["PT24H", "P1D", "P1W"])
def test_a_duration_may_be_written_as_iso_8601_has_it(value):
    assert codes(changed("    value: 24\n    unit: h", f"    value: {value}")) == []


@pytest.mark.parametrize(("name", "short"), [("freshness", "Freshness"), ("retention", "re"), ("availability", "av")])
def test_a_service_level_is_known_by_its_short_form_and_in_any_case(name, short):
    assert codes(changed(f"property: {name}", f"property: {short}")) == []


@pytest.mark.parametrize(
    "text", ["One row per departure", "None of the passengers", "Description of a delay", "N/A counts as 0"]
)
def test_a_description_that_says_something_is_left_alone(text):
    assert codes(changed("description: The aircraft", f"description: {text}")) == []
