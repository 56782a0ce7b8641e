"""The story: products, rows accepted and quarantined, verdicts, lineage, and three questions with their answers."""

import resource
import time
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from governance.errors import Denied
from platform_api.cli.answers import answer_lines, fetch_answer, notes_of
from platform_api.cli.demo.cast import QUESTIONS, Given, Question
from platform_api.cli.demo.mesh import give_grants, in_order, publish_all, run_all
from platform_api.cli.graph import trees
from platform_api.cli.output import say, table_lines
from platform_api.cli.session import Session

__all__ = ["tell_story"]

_SHOWN = "planning.delay_causes"


def tell_story(session: Session) -> list[str]:
    """Build the example mesh in the session's home, run it, and return the story's lines.

    Telling it again in the same home publishes nothing anew and runs everything once more.
    """
    began = time.monotonic()
    products = in_order(Path(str(files("products"))))
    published = publish_all(session, products, _hush)
    given = give_grants(session)
    reports = run_all(session, products, say)
    lines = [
        f"# {len(products)} data products in {session.settings().home}, on the flights that left New York City in 2013",
        "",
        *_products(published, reports),
        "",
        *_reasons(reports),
        "",
        "# Who may read what",
        *_grants(given),
        "",
        f"# What {_SHOWN} is made of",
        *trees(session.calls().get(f"mesh/lineage/{_SHOWN}", direction="upstream", depth=5), "upstream"),
    ]
    for question in QUESTIONS:
        lines += ["", *_asked(session, question)]
    return [*lines, "", *_next(), _measured(time.monotonic() - began)]


def _hush(_line: str) -> None:
    """What was published is told once, in the story itself."""


def _products(published: Sequence[Mapping[str, Any]], reports: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [
        [
            done["product"],
            done["version"],
            "allowed" + (f", {len(done['warnings'])} warnings" if done["warnings"] else ""),
            f"{sum(port['published'] for port in report['ports']):,}",
            f"{sum(port['quarantined'] for port in report['ports']):,}",
            f"{report['seconds']:.1f}",
        ]
        for done, report in zip(published, reports, strict=True)
    ]
    revision = published[0]["revision"][:12]
    return table_lines(["product", "version", f"verdict ({revision})", "accepted", "quarantined", "seconds"], rows)


def _reasons(reports: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [
        [port["port"], f"{count:,}", rule]
        for report in reports
        for port in report["ports"]
        for rule, count in sorted(port["reasons"].items(), key=lambda found: -found[1])
        if count
    ]
    return ["# Why rows are in quarantine", *table_lines(["port", "rows", "rule"], rows)]


def _grants(given: Sequence[Given]) -> list[str]:
    told = [
        f"{one.owner} lets {one.to} read {one.port} for planning{', all rows' * one.all_rows}: {one.reason}"
        for one in given
    ]
    return told or ["The owners' grants from an earlier telling are still in force"]


def _asked(session: Session, question: Question) -> list[str]:
    told = [f"# {question.shows}", f'$ trellis --as {question.who} query "{question.sql}" --purpose {question.purpose}']
    try:
        answer = fetch_answer(session.calls(user=question.who), question.sql, purpose=question.purpose)
    except Denied as refusal:
        return [*told, f"error: {refusal.message}", f"hint: {refusal.hint}"]
    return [*told, *answer_lines(answer), *notes_of(answer)]


def _next() -> list[str]:
    return [
        "# Now yours",
        "$ trellis --as ana quarantine show operations.flights --reason tailnum.pattern",
        "$ trellis search delay",
        "$ trellis up",
    ]


def _measured(seconds: float) -> str:
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return f"# Took {seconds:.1f} s and at most {peak / 1024:,.0f} MiB of memory"
