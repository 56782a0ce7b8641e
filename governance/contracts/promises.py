"""The words of service levels (ODCS 3.2.0 "SLA" and the Data QoS table): properties, units, durations."""

import re
from typing import Any

__all__ = ["MEASURED", "MORE_IS_BETTER", "PROPERTIES", "canonical_property", "canonical_unit", "duration_seconds"]

PROPERTIES: dict[str, str] = {
    "availability": "share",
    "endOfLife": "moment",
    "endOfSupport": "moment",
    "errorRate": "share",
    "freshness": "duration",
    "frequency": "duration",
    "generalAvailability": "moment",
    "latency": "duration",
    "retention": "duration",
    "throughput": "rate",
    "timeOfAvailability": "time",
    "timeToDetect": "duration",
    "timeToNotify": "duration",
    "timeToRepair": "duration",
}
"""Each service level that is understood, and what its value is."""

MEASURED = frozenset({"freshness", "latency", "retention", "frequency", "availability", "timeOfAvailability"})
"""Those that Trellis measures by itself; the others are shown to readers."""

MORE_IS_BETTER = frozenset({"availability", "throughput", "retention", "endOfLife", "endOfSupport"})
"""Those of which consumers want more; of the others, less or earlier."""

_SHORT = {
    "av": "availability",
    "el": "endOfLife",
    "er": "errorRate",
    "es": "endOfSupport",
    "fy": "frequency",
    "ga": "generalAvailability",
    "ly": "latency",
    "re": "retention",
    "td": "timeToDetect",
    "th": "throughput",
    "tn": "timeToNotify",
    "tr": "timeToRepair",
}
_LOWER = {name.lower(): name for name in PROPERTIES}
_UNITS = {
    "s": "s sec secs second seconds",
    "min": "m min mins minute minutes",
    "h": "h hr hrs hour hours",
    "d": "d day days",
    "w": "w wk week weeks",
    "mo": "mo month months",
    "y": "y yr yrs year years",
    "percent": "% percent pct percentage",
}
_UNIT_NAMES = {name: unit for unit, names in _UNITS.items() for name in names.split()}
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z")


def canonical_property(name: str) -> str:
    """Return the name that a service level has here, whatever its case or short form; "" for unknown ones."""
    plain = name.strip().lower()
    return _SHORT.get(plain) or _LOWER.get(plain, "")


def canonical_unit(unit: str) -> str:
    """Return `s`, `min`, `h`, `d`, `w`, `mo`, `y` or `percent`; "" for unknown ones."""
    return _UNIT_NAMES.get(unit.strip().lower(), "")


def duration_seconds(value: Any, unit: str) -> float | None:
    """Return a duration in seconds (a month has 30 days, a year 365), also of ISO 8601 texts such as `PT24H`.

    None when the value is no duration.
    """
    if isinstance(value, str):
        found = _ISO.match(value.strip())
        if found and any(found.groups()):
            sizes = (_SECONDS[name] for name in ("y", "mo", "w", "d", "h", "min", "s"))
            return float(sum(int(number or 0) * size for number, size in zip(found.groups(), sizes, strict=True)))
        return _number(value, unit)
    return _number(value, unit) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number(value: str | float, unit: str) -> float | None:
    size = _SECONDS.get(canonical_unit(unit))
    try:
        return float(value) * size if size else None
    except ValueError:
        return None
