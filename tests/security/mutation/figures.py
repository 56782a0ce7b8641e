"""What became of the mutants, kept next to the tests so that a survivor is seen by whoever reads the diff."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tests.security.mutation.equivalent import reason_for
from tests.security.mutation.mutants import Mutant
from tests.security.mutation.tree import ROOT, Outcome

__all__ = ["FILE", "PLANTED_FILE", "save", "save_again", "save_planted", "survivors", "told"]

FILE = ROOT / "tests/security/figures/guards.json"
PLANTED_FILE = ROOT / "tests/security/figures/planted.json"

Tried = Sequence[tuple[Mutant, Outcome]]


def save(tried: Tried, guards: Iterable[str], *, every: int) -> None:
    """Bring the figures of these guards up to date and leave those of all others as they are."""
    held = json.loads(FILE.read_text())["modules"] if FILE.exists() else {}
    new = {guard: _of_module([each for each in tried if each[0].module == guard], every) for guard in guards}
    _write({name: figures for name, figures in sorted({**held, **new}.items()) if figures["mutants"]})


def survivors() -> set[str]:
    """Return the names of the mutants that nothing has found so far and that nobody has given a reason for."""
    modules = json.loads(FILE.read_text())["modules"].values() if FILE.exists() else ()
    return {name for figures in modules for name in figures["survivors"] if not reason_for(name)}


def save_again(tried: Tried) -> None:
    """Bring the figures up to date with survivors that were tried once more."""
    found = {mutant.name for mutant, outcome in tried if outcome.verdict != "passed"}
    modules = json.loads(FILE.read_text())["modules"]
    for figures in modules.values():
        left = [name for name in figures["survivors"] if name not in found]
        figures["killed"] += len(figures["survivors"]) - len(left)
        figures["survivors"] = {name: reason_for(name) for name in left}
    _write(modules)


def save_planted(tried: Tried) -> None:
    """Bring up to date which test found each planted vulnerability; "" stands for none."""
    held = json.loads(PLANTED_FILE.read_text())["by"] if PLANTED_FILE.exists() else {}
    new = {mutant.name: outcome.test if outcome.verdict == "failed" else "" for mutant, outcome in tried}
    by = dict(sorted({**held, **new}.items()))
    figures = {"planted": len(by), "found": sum(map(bool, by.values())), "by": by}
    PLANTED_FILE.parent.mkdir(parents=True, exist_ok=True)
    PLANTED_FILE.write_text(json.dumps(figures, indent=2) + "\n")


def told(tried: Tried) -> str:
    """Return one line a module, and the survivors that nobody gave a reason for."""
    names = sorted({mutant.module for mutant, _ in tried})
    figures = {name: _of_module([each for each in tried if each[0].module == name], 1) for name in names}
    lines = [f"{f['killed']:>4} of {f['mutants']:>4} killed  {name}" for name, f in figures.items()]
    total = _total(figures.values())
    open_ones = [name for f in figures.values() for name, reason in f["survivors"].items() if not reason]
    summary = f"{total['killed']} of {total['mutants']} killed ({total['percent']} %)"
    return "\n".join([*lines, summary, *(f"  survived: {name}" for name in open_ones)]) + "\n"


def _write(modules: dict[str, Any]) -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps({"total": _total(modules.values()), "modules": modules}, indent=2) + "\n")


def _of_module(tried: Tried, every: int) -> dict[str, Any]:
    survivors = sorted(mutant.name for mutant, outcome in tried if outcome.verdict == "passed")
    return {
        "mutants": len(tried),
        "killed": len(tried) - len(survivors),
        "hung": sum(outcome.verdict == "hung" for _, outcome in tried),
        **({"every": every} if every > 1 else {}),
        "survivors": {name: reason_for(name) for name in survivors},
    }


def _total(modules: Iterable[dict[str, Any]]) -> dict[str, Any]:
    found = list(modules)
    mutants, killed = sum(f["mutants"] for f in found), sum(f["killed"] for f in found)
    equivalent = sum(bool(reason) for f in found for reason in f["survivors"].values())
    return {
        "mutants": mutants,
        "killed": killed,
        "equivalent": equivalent,
        "percent": round(100 * killed / mutants, 1) if mutants else 100.0,
        "percent_of_those_that_differ": round(100 * killed / (mutants - equivalent), 1)
        if mutants > equivalent
        else 100.0,
    }
