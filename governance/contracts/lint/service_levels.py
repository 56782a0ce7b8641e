"""Service levels: known, measurable, on a column that can carry them, and not at odds with one another."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject
from governance.contracts.promises import (
    MEASURED,
    PROPERTIES,
    canonical_property,
    canonical_unit,
    duration_seconds,
)
from governance.contracts.types import DataType, Kind
from governance.contracts.values import read_value
from governance.documents import Path, shown, suggestion

__all__ = ["EXPECTED_LEVELS", "SERVICE_LEVELS"]

_DRIVERS = ("regulatory", "analytics", "operational")
_NEEDS_MOMENT = {"freshness", "latency", "retention"}
_CRON = re.compile(
    r"\s*(?:@(?:hourly|daily|weekly|monthly|yearly|annually)|(?:[\d*/,?LW#A-Za-z-]+\s+){4,6}[\d*/,?LW#A-Za-z-]+)\s*\Z"
)
_ZONED_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?\Z")


def _levels(subject: Subject) -> Iterator[tuple[str, Mapping[str, Any], Path]]:
    """Yield each service level under its canonical name ("" when unknown)."""
    for at, data in enumerate(subject.data.get("slaProperties") or ()):
        yield canonical_property(str(data.get("property"))), data, ("slaProperties", at)


@of_contract("TRL601")
def a_service_level_is_known(subject: Subject) -> Iterator[Complaint]:
    for name, data, path in _levels(subject):
        if not name:
            given = str(data.get("property"))
            fix = suggestion(
                given, PROPERTIES, synonyms={"uptime": "availability", "age": "freshness", "delay": "latency"}
            )
            yield Complaint(f"The service level {shown(given)} is unknown", (*path, "property"), fix)


@of_contract("TRL602")
def a_unit_fits(subject: Subject) -> Iterator[Complaint]:
    for name, data, path in _levels(subject):
        unit, kind = data.get("unit"), PROPERTIES.get(name)
        known = canonical_unit(unit) if unit else ""
        if kind == "duration" and unit is None and not isinstance(data.get("value"), str):
            yield Complaint(f"`{name}` has no unit", (*path, "value"), "add `unit: h` (s, min, h, d, w, mo, y)")
        elif kind == "duration" and unit is not None and known in {"", "percent"}:
            yield Complaint(f"{shown(unit)} is no unit of time", (*path, "unit"), "write s, min, h, d, w, mo or y")
        elif kind == "share" and unit is not None and known != "percent":
            yield Complaint(
                f"`{name}` is a share, and {shown(unit)} is not one", (*path, "unit"), "write `unit: percent`"
            )


@of_contract("TRL603")
def a_value_can_be_kept(subject: Subject) -> Iterator[Complaint]:
    for name, data, path in _levels(subject):
        problem = _bad_value(PROPERTIES.get(name, ""), data.get("value"), str(data.get("unit") or ""))
        if problem:
            yield Complaint(f"`{name}` cannot be {shown(data.get('value'))}", (*path, "value"), problem)


def _bad_value(kind: str, value: Any, unit: str) -> str:
    match kind:
        case "duration":
            seconds = duration_seconds(value, unit if canonical_unit(unit) else "h")
            return (
                "" if seconds is not None and seconds > 0 else "write a number above 0, or a duration such as `PT24H`"
            )
        case "share":
            return "" if _share(value) is not None else "write a percentage from 0 to 100, as in `99.5`"
        case "moment":
            return "" if _is_moment(value) else "write a date or timestamp, as in `2027-06-30`"
        case "time":
            is_time = isinstance(value, str) and bool(_ZONED_TIME.match(value))
            return "" if is_time else "write a time of day, as in `09:00Z`, in quotes"
        case _:
            return ""


def _share(value: Any) -> float | None:
    try:
        number = float(str(value).rstrip("% "))
    except ValueError:
        return None
    return number if 0 <= number <= 100 and not isinstance(value, bool) else None


def _is_moment(value: Any) -> bool:
    for kind in (Kind.DATE, Kind.TIMESTAMP):
        try:
            read_value(DataType(kind=kind, zoned=True), value)
        except ValueError:
            continue
        return True
    return False


def _elements(subject: Subject, data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the columns that a service level is measured on, without the table's name."""
    for element in str(data.get("element") or "").split(","):
        name = element.strip()
        if name:
            yield name.removeprefix(f"{subject.table.get('name')}.")


@of_contract("TRL604")
def an_element_is_a_column(subject: Subject) -> Iterator[Complaint]:
    for _, data, path in _levels(subject):
        for name in _elements(subject, data):
            if name not in subject.names and name != subject.table.get("name"):
                fix = suggestion(name, subject.names, otherwise="name a column of the table")
                yield Complaint(f"There is no column {shown(name)}", (*path, "element"), fix)


@of_contract("TRL605")
def what_is_timed_is_a_time(subject: Subject) -> Iterator[Complaint]:
    for name, data, path in _levels(subject):
        if name not in _NEEDS_MOMENT:
            continue
        columns = [column for one in _elements(subject, data) if (column := subject.column(one))]
        for column in columns:
            if column.kind not in {Kind.TIMESTAMP, Kind.DATE, None}:
                message = f"`{name}` is told from a time, and `{column.label}` is `{column.type}`"
                yield Complaint(message, (*path, "element"), "name a timestamp or date column")
        if not data.get("element") and name != "freshness":  # the age of the last snapshot is freshness too
            yield Complaint(f"`{name}` does not say on which column", (*path, "property"), "add `element: …`")


@of_contract("TRL606")
def readers_know_how_fresh_it_is(subject: Subject) -> Iterator[Complaint]:
    promised = {name for name, _, _ in _levels(subject)}
    if not promised & {"freshness", "latency", "frequency"}:
        fix = "add `slaProperties: [{property: freshness, value: 24, unit: h, element: …}]`"
        yield Complaint("Nothing says how fresh the data is", ("slaProperties",), fix)


@of_contract("TRL607")
def a_service_level_is_promised_once(subject: Subject) -> Iterator[Complaint]:
    seen: set[tuple[str, Any, Any]] = set()
    for name, data, path in _levels(subject):
        key = (name, data.get("element"), data.get("driver"))
        if name and key in seen:
            yield Complaint(f"`{name}` is promised twice for the same element", (*path, "property"), "keep one of them")
        seen.add(key)


@of_contract("TRL608")
def a_service_level_is_measured_here(subject: Subject) -> Iterator[Complaint]:
    for name, _, path in _levels(subject):
        if name and name not in MEASURED:
            message = f"`{name}` is shown to readers, and measured by nobody"
            yield Complaint(message, (*path, "property"), "measure it elsewhere, and say where in `description`")


@of_contract("TRL609")
def a_schedule_can_be_read(subject: Subject) -> Iterator[Complaint]:
    for _, data, path in _levels(subject):
        schedule = data.get("schedule")
        if schedule and data.get("scheduler", "cron") == "cron" and not _CRON.match(schedule):
            yield Complaint(f"{shown(schedule)} is no cron schedule", (*path, "schedule"), "write `0 6 * * *`")


@of_contract("TRL610")
def promises_can_be_kept_together(subject: Subject) -> Iterator[Complaint]:
    """What is renewed once a day cannot always be younger than an hour."""
    seconds: dict[str, float] = {}
    places: dict[str, Path] = {}
    for name, data, path in _levels(subject):
        known = duration_seconds(data.get("value"), str(data.get("unit") or ""))
        if known and name not in seconds:
            seconds[name], places[name] = known, path
    for young in ("freshness", "latency"):
        if seconds.get(young, 0) and seconds[young] < seconds.get("frequency", 0):
            message = f"Data renewed every {_spoken(seconds['frequency'])} cannot stay within {_spoken(seconds[young])}"
            yield Complaint(message, (*places[young], "value"), "loosen the one, or renew more often")


def _spoken(seconds: float) -> str:
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            number = seconds / size
            return f"{number:g} {word}{'s' * (number != 1)}"
    return f"{seconds:g} seconds"


@of_contract("TRL611")
def a_driver_is_known(subject: Subject) -> Iterator[Complaint]:
    for _, data, path in _levels(subject):
        driver = data.get("driver")
        if driver and driver not in _DRIVERS:
            fix = suggestion(driver, _DRIVERS)
            yield Complaint(f"The driver {shown(driver)} is unknown", (*path, "driver"), fix)


EXPECTED_LEVELS = (
    a_service_level_is_known,
    a_unit_fits,
    a_value_can_be_kept,
    an_element_is_a_column,
    a_service_level_is_promised_once,
    a_driver_is_known,
)
"""What holds for the service levels that a consumer expects, too."""

SERVICE_LEVELS = (
    *EXPECTED_LEVELS,
    what_is_timed_is_a_time,
    readers_know_how_fresh_it_is,
    a_service_level_is_measured_here,
    a_schedule_can_be_read,
    promises_can_be_kept_together,
)
