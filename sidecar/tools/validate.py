"""A contract's rows judged by Great Expectations, in a sealed process of its own, told as findings of ours."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.contracts import Contract
from governance.documents import read_document
from governance.errors import Invalid
from governance.findings import Finding
from governance.suites import Expectation, Suite, suite_of
from sidecar.tools.child import Job, scratch
from sidecar.tools.environment import GREAT_EXPECTATIONS

__all__ = ["Judged", "Measure", "findings_of", "judge_by_suite"]

_SHOWN = frozenset({"public", "internal"})
_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one rule came to: rows that break it, None where nothing is counted, and an error where it was not judged."""

    rule: str
    passed: bool
    broken: int | None
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The suite, what each of its rules came to, and the findings of it."""

    suite: Suite
    measures: Mapping[str, Measure]
    findings: tuple[Finding, ...]


def judge_by_suite(
    contract: Contract, rows: str, *, docs: str = "", unseen: Sequence[str] = (), whole: bool = True
) -> Judged:
    """Hold the rows of the Parquet file `rows` (the contract's columns and types) against the contract's suite.

    Data Docs go to the new or empty folder `docs`; values of columns that are not `public` or `internal` are withheld
    from them. `unseen` columns are masked in `rows`, so that nothing is judged of them; rules about the table as a whole are
    judged only if the rows are `whole`.
    """
    if docs and os.path.exists(docs) and (not os.path.isdir(docs) or os.listdir(docs)):
        raise Invalid(f"`{docs}` is not empty", hint="name a folder that is not there yet for the Data Docs")
    suite = suite_of(contract)
    kept = [one for one in suite.expectations if not _skipped(one, unseen, whole=whole)]
    withheld = [column.name for column in contract.table.columns if column.classification not in _SHOWN]
    with scratch() as folder:
        copy = os.path.join(folder, "rows.parquet")
        shutil.copyfile(rows, copy)
        job = {
            "suite": {**suite.as_json(), "expectations": [one.as_json() for one in kept]},
            "rows": copy,
            "withheld": withheld,
            "docs": bool(docs),
        }
        runner = Job(
            tool=GREAT_EXPECTATIONS, module="sidecar.backends.tools.validate", scratch=folder, seconds=_SECONDS
        )
        told: list[dict[str, Any]] = runner.run_json(job)
        if docs:
            site = Path(folder, "gx", "uncommitted", "data_docs", "local_site")
            shutil.copytree(site, docs, dirs_exist_ok=True, symlinks=True)
    measures = _measures(told)
    findings = tuple(findings_of(contract, suite, measures))
    return Judged(suite=suite, measures=measures, findings=findings)


def _measures(told: Sequence[Mapping[str, Any]]) -> dict[str, Measure]:
    """A rule of several expectations holds when all do, and its counts add up."""
    found: dict[str, Measure] = {}
    for one in told:
        new = _measure(one)
        old = found.get(new.rule)
        if old:
            broken = None if old.broken is None or new.broken is None else old.broken + new.broken
            new = Measure(rule=new.rule, passed=old.passed and new.passed, broken=broken, error=old.error or new.error)
        found[new.rule] = new
    return found


def _measure(one: Mapping[str, Any]) -> Measure:
    listed = {"table.missing_columns": one["missing"], "table.undeclared_columns": one["undeclared"]}
    if one["rule"] in listed and not one["error"]:
        names = listed[one["rule"]] or []
        return Measure(rule=one["rule"], passed=not names, broken=len(names))
    return Measure(rule=one["rule"], passed=one["success"], broken=one["unexpected"], error=one["error"])


def _skipped(one: Expectation, unseen: Sequence[str], *, whole: bool) -> bool:
    is_count = one.rule.scope == "table" and one.rule.check.kind not in {"missing_columns", "undeclared_columns"}
    return bool(set(one.columns) & set(unseen)) or (is_count and not whole)


def findings_of(contract: Contract, suite: Suite, measures: Mapping[str, Measure]) -> Iterator[Finding]:
    """Yield a finding for each rule that failed, was not judged, or cannot be expected, at its clause."""
    document = read_document(contract.text, contract.file or contract.id).document
    if document is None:  # it was read before, or there would be no contract
        return
    seen: set[str] = set()
    for one in suite.expectations:
        rule = one.rule
        if rule.id in seen:
            continue
        seen.add(rule.id)
        found = measures.get(rule.id)
        if found is None:
            why = "the column is masked for you" if one.columns else "these rows are not the whole table"
            yield document.finding("TRL813", f"{rule.title}: not judged, as {why}", rule.path)
        elif found.error:
            yield document.finding("TRL812", f"{rule.title}: {found.error}", rule.path)
        elif not found.passed:
            count = "" if found.broken is None else f"; {found.broken:,} do not keep it"
            yield document.finding("TRL811", f"{rule.title}{count}", rule.path)
    for gap in suite.unsaid:
        if gap.clause.by.endswith("check"):
            yield document.finding("TRL813", f"{gap.clause.text}: {gap.reason}", gap.clause.path)
