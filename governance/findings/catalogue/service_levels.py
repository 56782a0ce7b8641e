"""TRL601 to TRL611: service levels."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["SERVICE_LEVELS"]

SERVICE_LEVELS = (
    Rule(
        code="TRL601",
        title="Unknown service level",
        why="Nobody would measure it, and consumers would rely on it.",
        cure="Use a name of the standard's Data QoS table.",
        before="property: fresh",
        after="property: freshness",
    ),
    Rule(
        code="TRL602",
        title="A unit that does not fit",
        why="24 of what? Hours and days differ by a factor that consumers notice at night.",
        cure="Write s, min, h, d, w, mo, y, or percent.",
        before="property: freshness\nvalue: 24",
        after="property: freshness\nvalue: 24\nunit: h",
    ),
    Rule(
        code="TRL603",
        title="A value that cannot be kept",
        why="A duration is above 0, a share is 0 to 100 percent, a moment is a date.",
        cure="Write a value in that form.",
        before="property: availability\nvalue: 999",
        after="property: availability\nvalue: 99.9\nunit: percent",
    ),
    Rule(
        code="TRL604",
        title="A service level on a column that is not there",
        why="It could not be measured, and would be skipped.",
        cure="Name a column of the table.",
        before="element: flights.departed_at",
        after="element: flights.time_hour",
    ),
    Rule(
        code="TRL605",
        title="A service level on a column that holds no time",
        why="Age is told from a timestamp or a date.",
        cure="Name a timestamp or date column.",
        before="property: freshness\nelement: flights.carrier",
        after="property: freshness\nelement: flights.time_hour",
    ),
    Rule(
        code="TRL606",
        title="Nothing says how fresh the data is",
        why="It is the first thing that consumers ask, and the policy on registration asks for it too.",
        cure="Promise a freshness, even a modest one.",
        before="slaProperties: []",
        after="slaProperties: [{property: freshness, value: 24, unit: h, element: flights.time_hour}]",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL607",
        title="A service level that is promised twice",
        why="Which of the two holds?",
        cure="Keep one of them.",
        before="- {property: freshness, value: 1, unit: h}\n- {property: freshness, value: 24, unit: h}",
        after="- {property: freshness, value: 24, unit: h}",
    ),
    Rule(
        code="TRL608",
        title="A service level that is not measured here",
        why="Nothing is skipped in silence: readers see that this one is a statement only.",
        cure="Say in its description who measures it.",
        before="property: throughput",
        after="property: throughput\ndescription: See the dashboard of the platform team",
        severity=Severity.INFO,
    ),
    Rule(
        code="TRL609",
        title="A schedule that cannot be read",
        why="Nobody can tell when the next data is due.",
        cure="Write five cron fields.",
        before="schedule: every morning",
        after="schedule: 0 6 * * *",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL610",
        title="Promises that cannot be kept together",
        why="What is renewed once a day is 24 hours old every day.",
        cure="Loosen the one, or renew more often.",
        before="freshness: 1 h, frequency: 1 d",
        after="freshness: 26 h, frequency: 1 d",
    ),
    Rule(
        code="TRL611",
        title="Unknown driver",
        why="The driver says whom a broken promise hurts: regulators, analysts or operations.",
        cure="Write regulatory, analytics or operational.",
        before="driver: law",
        after="driver: regulatory",
        severity=Severity.WARNING,
    ),
)
