"""`security.md`: what is tried on a mesh, what it found last, with which command, and what is not protected."""

import json
from pathlib import Path
from typing import Any

from tests.docs.pages.markdown import document, table

__all__ = ["page"]

_TESTS = Path(__file__).parents[2]
_INTRO = """\
Each figure is read from a file that its command writes; nothing here is typed by hand but the words. What is tried, and how
the tests are tested, is in [closed doors](../explanation/closed-doors.md) and
[governed queries](../explanation/governed-queries.md)."""

_NOT = """\
## What is not protected

- **Timing**: how long an answer takes depends on how much there is to read, hidden rows included.
- **Differencing**: aggregates over rows that you may see are exact, so that two sums can be subtracted from each other.
- **Row counts of runs** are there for everyone signed in, hidden rows included; so are the names of products and columns.
- **Frequencies of hashes**: a `hash` mask shows which rows are equal.
- **Running out of time or memory** depends on hidden rows, and so do the last digits of sums of doubles over large filtered
  tables.
- **A transform in Python** is its team's own code and runs with the rights of whoever runs the product.
- **The owner of the machine**, and a system without Landlock or seccomp, where the last line of defence is missing."""


def page() -> str:
    """Return the page, from the figures that are kept."""
    return document("Security", _INTRO, table(("what", "figure", "violations", "command"), _rows()), _NOT)


def _read(name: str) -> dict[str, Any]:
    return dict(json.loads((_TESTS / name).read_text()))


def _rows() -> list[tuple[str, ...]]:
    sql, planted = _read("security/figures/sql.json"), _read("security/figures/planted.json")
    twins, taken = sql["twins"], sql["mutants"]
    parity, oracle = _read("security/parity.json"), _read("oracles/datacontract.json")
    return [
        (
            "random queries to twin meshes that differ in hidden cells and rows",
            (
                f"{twins['queries']:,} queries, {twins['functions_called']} of {twins['functions_allowed']} functions, "
                f"{twins['refused_share']:.1%} refused"
            ),
            str(len(twins["differences"])),
            f"`python -m tests.security.sql --queries {twins['queries']} --seed {twins['seed']}`",
        ),
        (
            "a guard of the SQL sandbox taken away, one at a time",
            f"{taken['found']} of {taken['planted']} found",
            str(len(taken["survivors"])),
            "`python -m tests.security.sql --mutants`",
        ),
        _guards(),
        (
            "vulnerabilities of other systems, planted one at a time",
            f"{planted['found']} of {planted['planted']} found",
            str(planted["planted"] - planted["found"]),
            "`python -m tests.security.mutation --planted`",
        ),
        (
            "the same questions to every policy engine",
            (
                f"{parity['cases']:,} cases, {parity['cases_of_the_server']:,} of them to an OPA server as well; "
                f"{len(parity['in_words_only'])} differ in the words of a message only"
            ),
            str(parity["differences"]),
            f"`python -m tests.security.parity --cases {parity['cases']}`",
        ),
        (
            "rules counted by the check compiler and by datacontract-cli",
            (
                f"{oracle['contracts']} contracts, {oracle['rules']} rules; {len(oracle['exclusions'])} kinds are left out, "
                "each with a test of why"
            ),
            str(len(oracle["differences"])),
            f"`python -m tests.oracles.datacontract --contracts {oracle['contracts']}`",
        ),
    ]


def _guards() -> tuple[str, ...]:
    guards = _read("security/figures/guards.json")
    total, modules = guards["total"], guards["modules"].values()
    every = sorted({figures.get("every", 1) for figures in modules})
    sample = f", one in {' or '.join(map(str, every))} of what can be broken" if every[-1] > 1 else ""
    return (
        "a condition, refusal, bound or filter of a guard broken, one at a time",
        (
            f"{total['killed']} of {total['mutants']} found ({total['percent']} %){sample}; {total['equivalent']} of the "
            "others are no other program, and all are named in `tests/security/figures/guards.json`"
        ),
        str(total["mutants"] - total["killed"] - total["equivalent"]),
        f"`python -m tests.security.mutation{f' --every {every[0]}' if every[0] > 1 else ''}`, then `--survivors`",
    )
