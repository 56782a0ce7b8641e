"""A transform that an example ends with an error, at the line of the product's own code."""

import re
from collections.abc import Sequence

from governance.descriptors import ProductFolder
from governance.errors import TrellisError
from governance.findings import Finding, severity_of
from governance.sql.failures import reason_in
from governance.sql.quoting import identifier
from sidecar.backends.duck import Connection, recorded, said_plainly

__all__ = ["culprit", "fault", "line_naming"]

_HINTED = re.compile(r"\bline (\d+) of `")
_PLACED = re.compile(r"\bat line (\d+)")
_TRACED = re.compile(r'File "([^"\n]+)", line (\d+)')
_NAMED = re.compile(r"`(\w+)`")
_BURIED = ". Detail: Python exception"  # what the engine adds to an error of a Python reader
_EMPTIED = "convert string ''"  # what a cast of ours shows of a text that is no such value
_READS_FILES = re.compile(r"read_|glob\Z|query")


def fault(product: ProductFolder, path: str, error: TrellisError, *, given: str, column: str = "") -> Finding:
    """Return a finding on the transform at `path`, which failed on the example `given`, making `column` if that is known.

    One that reads what is not declared is TRL299, as it is to the linter.
    """
    where = f", making `{column}`" if column else ""
    line, place = _place(product, path, error, column)
    elsewhere = error.case == "transform-table" or _READS_FILES.match(str(error.context.get("function", "")))
    code = "TRL299" if elsewhere else "TRL706"
    return Finding(
        code=code,
        message=f"{_told(error)}{where}, given the rows of `{given}`",
        fix=_cure(error),
        severity=severity_of(code),
        file=product.name(path),
        line=line,
        column=place,
    )


def _told(error: TrellisError) -> str:
    reason = reason_in(error.message)
    if reason:
        return f"The transform fails: {reason}"
    return recorded(error) if _EMPTIED in error.message else error.message.partition(_BURIED)[0]


def _cure(error: TrellisError) -> str:
    if error.case == "sql-unknown-column":
        return f"{error.hint} An input has the columns that `expectations/<input>.yaml` relies on".strip()
    hinted = "" if _HINTED.search(error.hint) else error.hint
    return hinted or "correct the transform, or give it rows that it is meant for"


def _place(product: ProductFolder, path: str, error: TrellisError, column: str) -> tuple[int, int]:
    traced = [line for file, line in _TRACED.findall(str(error.__cause__)) if file == path]
    if found := _HINTED.search(error.hint):
        return int(found[1]), 1
    if traced:
        return int(traced[-1]), 1
    if found := _PLACED.search(error.message):
        return int(found[1]), 1
    if error.context.get("line"):
        return int(error.context["line"]), 1
    named = _NAMED.search(error.message) if error.case.startswith(("sql-", "transform-table")) else None
    return line_naming(product.files[path], column or (named[1] if named else ""))


def line_naming(text: str, column: str) -> tuple[int, int]:
    """Return line and column of the last place in a SQL text that names a column, as an output if it can be; or zeros."""
    if not column:
        return 0, 0
    name = rf'"?(?<!\w){re.escape(column)}(?!\w)"?'
    found = list(re.finditer(rf"\bAS\s+{name}", text, re.IGNORECASE)) or list(re.finditer(name, text, re.IGNORECASE))
    if not found:
        return 0, 0
    at = found[-1].start()
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def culprit(connection: Connection, relation: str, columns: Sequence[str]) -> str:
    """Return the first of `columns` that cannot be read from `relation`, or "" when it is none of them alone."""
    failing = [name for name in columns if _fails(connection, f"SELECT {identifier(name)} FROM {relation}")]
    return failing[0] if failing and len(failing) < max(2, len(columns)) else ""


def _fails(connection: Connection, query: str) -> bool:
    try:
        with said_plainly():
            connection.execute(query).fetchall()
    except TrellisError:
        return True
    return False
