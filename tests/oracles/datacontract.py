"""datacontract-cli as judge of the check compiler: the same contracts and rows, held against each other rule by rule.

`python -m tests.oracles.datacontract --contracts 120` compares that many and writes what came of it to
`tests/oracles/datacontract.json`. Every difference is either named in `EXCLUDED`, with its reason, or a failure.
"""

import argparse
import json
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from governance.checks import aggregate, classify, compile_checks, duplicates, judge, mark_duplicates
from governance.contracts import load_contract
from sidecar.tools.child import Job, scratch
from sidecar.tools.environment import DATACONTRACT
from tests.factories.rows import NOW, types_of

__all__ = ["EXCLUDED", "RESULTS", "Compared", "compare", "counted", "made", "main", "ours"]

RESULTS = Path(__file__).with_suffix(".json")
EXCLUDED = {
    "type": "types of Parquet columns are not checked there: values are cast to the contract's type without a word",
    "multipleOf": "it is not executed there, and no check says so",
    "format": "formats are not executed there, and no check says so",
    "nan": "a NaN in a column of decimals ends the whole run there, and no other check has a result",
    "decimal": "a number without a physical type is cast to DECIMAL(18,3), so that 10.0004 keeps a maximum of 10",
    "exclusive": "two exclusive bounds, or two lower ones, on a column end every check with `Duplicate column name`",
}
"""Rules, and kinds of contracts, that are not compared, and why; each has a test that it is still so."""

_MODULE = "tests.oracles.datacontract_child"
_NAMES = {
    one: f"counted_{one.removesuffix('Values')}_values" for one in ("nullValues", "missingValues", "invalidValues")
}
_WORDS = ["open", "sent", "lost", "a", "", "x1", "ab-12", "zz"]


@dataclass
class Compared:
    """What came of comparing: contracts, rules by kind, and the differences that nothing excludes."""

    contracts: int = 0
    rules: int = 0
    agreements: int = 0
    excluded: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


def made(seed):
    """A contract's text and the rows to hold against it, both told by `seed` alone."""
    chance = random.Random(seed)
    columns = [_column(chance, f"c{at}") for at in range(chance.randint(2, 6))]
    key = [{"name": "id", "logicalType": "integer", "primaryKey": True, "required": True, "physicalType": "BIGINT"}]
    quality = [{"metric": "rowCount", "mustBeGreaterThan": chance.choice([0, 5, 500])}] if chance.random() < 0.5 else []
    table = {
        "name": "t",
        "physicalName": "t",
        "properties": [*key, *columns],
        **({"quality": quality} if quality else {}),
    }
    document = {
        "apiVersion": "v3.2.0", "kind": "DataContract", "id": "made.t", "name": "t", "version": "1.0.0", "status": "active",
        "schema": [table],
    }  # fmt: skip
    size = chance.randint(1, 60)
    rows = [
        {"id": chance.randint(1, size), **{one["name"]: _value(chance, one) for one in columns}} for _ in range(size)
    ]
    return document, rows


def _column(chance, name):
    kind = chance.choice(["string", "integer", "number", "date", "boolean"])
    found = {"name": name, "logicalType": kind}
    physical = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
    found["physicalType"] = physical[kind]
    if chance.random() < 0.5:
        found["required"] = True
    options = {}
    if kind in {"integer", "number"}:
        lower, upper = chance.choice(
            [("minimum", "maximum"), ("exclusiveMinimum", "maximum"), ("minimum", "exclusiveMaximum")]
        )
        options |= {lower: chance.randint(-5, 5)} if chance.random() < 0.5 else {}
        options |= {upper: chance.randint(6, 20)} if chance.random() < 0.5 else {}
    if kind == "string":
        if chance.random() < 0.4:
            options["minLength"] = chance.randint(1, 2)
        if chance.random() < 0.4:
            options["maxLength"] = chance.randint(2, 4)
        if chance.random() < 0.3:
            options["pattern"] = chance.choice(["^[a-z]+$", "^[a-z0-9-]*$", "^.{2,4}$"])
        if not options:
            found["enum"] = [{"value": word} for word in chance.sample(_WORDS[:4], 3)]
    if options:
        found["logicalTypeOptions"] = options
    if kind in {"string", "integer"} and chance.random() < 0.2:
        found["unique"] = True
    return found | ({} if {"required", "enum"} & set(found) else _quality(chance, kind))


def _quality(chance, kind):
    """A metric that is counted in both: of nulls, of missing values, of values that are not listed."""
    if chance.random() > 0.4:
        return {}
    metric = chance.choice(["nullValues", "missingValues", "invalidValues"] if kind == "string" else ["nullValues"])
    arguments = {
        "missingValues": {"missingValues": [None, "", "zz"]}, "invalidValues": {"validValues": ["open", "sent", "a", "zz"]},
    }.get(metric)  # fmt: skip
    limit = chance.choice([{"mustBe": 0}, {"mustBeLessThan": 3}, {"mustBeLessOrEqualTo": 20, "unit": "percent"}])
    return {
        "quality": [
            {"metric": metric, "name": _NAMES[metric], **limit, **({"arguments": arguments} if arguments else {})}
        ]
    }


def _value(chance, column):
    if chance.random() < 0.12:
        return None
    return {
        "string": lambda: chance.choice(_WORDS),
        "integer": lambda: chance.randint(-8, 25),
        "number": lambda: chance.randint(-800, 2500) / 100,
        "date": lambda: f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        "boolean": lambda: chance.random() < 0.5,
    }[column["logicalType"]]()


def compare(seeds):
    """Hold the contracts and rows of these seeds against both, and return what came of it."""
    found = Compared()
    with scratch() as folder:
        cases = [_case(seed, folder) for seed in seeds]
        job = Job(tool=DATACONTRACT, module=_MODULE, scratch=folder, seconds=900)
        told = job.run_json({"cases": cases})
        for seed, case, theirs in zip(seeds, cases, told, strict=True):
            _compare_one(found, seed, ours(case["document"], case["path"]), counted(theirs["checks"]))
    return found


def _case(seed, folder):
    document, rows = made(seed)
    columns = document["schema"][0]["properties"]
    path = f"{folder}/{seed}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t (" + ", ".join(f"{one['name']} {one['physicalType']}" for one in columns) + ")"
        )
        marks = ", ".join("?" for _ in columns)
        connection.executemany(
            f"INSERT INTO t VALUES ({marks})", [[row[one["name"]] for one in columns] for row in rows]
        )
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return {"document": document, "path": path}


def ours(document, path):
    """For each rule its broken rows and whether it holds, over all rows of the file."""
    text = json.dumps(document)
    contract = load_contract(text).contract
    assert contract, [one.message for one in load_contract(text).findings if one.severity == "error"]
    plan, source = compile_checks(contract), f"read_parquet('{path}')"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        columns = types_of(connection, source)
        connection.execute(f"CREATE TABLE c AS {classify(plan, source=source, source_columns=columns, now=NOW)}")
        keys = {}
        for number, check in enumerate(duplicates(plan, relation="c")):
            connection.execute(f"CREATE TABLE d{number} AS {check.duplicated}")
            keys[check.rule] = f"d{number}"
        connection.execute(f"CREATE TABLE m AS {mark_duplicates(plan, classified='SELECT * FROM c', duplicated=keys)}")
        found = {}
        for rule in plan.of_scope("row", "key"):
            ((rows,),) = connection.execute(
                f"SELECT count(*) FROM m WHERE _bits_{rule.word} & {rule.mask} <> 0"
            ).fetchall()
            found[rule.id] = (rows, rows == 0)
        names = ", ".join(f'"{column.name}"' for column in plan.columns)
        cursor = connection.execute(aggregate(plan, relation=f"(SELECT {names} FROM m)", now=NOW))
        measures = dict(zip([one[0] for one in cursor.description], cursor.fetchall()[0], strict=True))
        # what is judged in percent is counted in rows all the same
        return found | {
            one.rule: (measures.get(one.rule, one.measured), one.passed) for one in judge(plan, measures, NOW)
        }


_RULES = {
    "field_required": "{}.required",
    "field_unique": "{}.unique",
    "field_primary_key_unique": "table.primary_key",
    "field_enum": "{}.enum",
    "field_regex": "{}.pattern",
    "field_min_length": "{}.minLength",
    "field_max_length": "{}.maxLength",
    "field_null_values": "{}.counted_null_values",
    "field_missing_values": "{}.counted_missing_values",
    "field_invalid_values": "{}.counted_invalid_values",
    "field_minimum": "{}.minimum",
    "field_maximum": "{}.maximum",
    "row_count": "table.row_count",
}
"""Their kinds of checks by our rules; a bound that excludes itself is two of theirs."""


def counted(checks):
    """For each of their checks that is a rule of ours: the rows that fail it, and whether it passed."""
    found = {}
    for check in checks:
        told = check["diagnostics"] or {}
        rows = told.get("failed_rows", told.get("value"))
        if check["type"] == "field_not_equal":
            (operand,) = told.get("constraint", {}).get("invalid_values", [None])
            found.setdefault(f"{check['field']}.not_equal", []).append((operand, rows, check["result"] == "passed"))
        elif check["type"] in _RULES:
            found[_RULES[check["type"]].format(check["field"])] = (rows, check["result"] == "passed")
        elif check["type"] not in {"field_is_present", "field_type"}:
            found[f"unknown {check['type']}"] = (rows, check["result"] == "passed")
    return found


def _compare_one(found, seed, mine, theirs):
    found.contracts += 1
    for rule, (rows, holds) in mine.items():
        column, _, kind = rule.rpartition(".")
        if kind in EXCLUDED or kind in {"finite", "missing_columns", "undeclared_columns"}:
            found.excluded += 1
            continue
        other = _bound(theirs, column, kind) if kind.startswith("exclusive") else theirs.get(rule)
        found.rules += 1
        found.kinds[kind] = found.kinds.get(kind, 0) + 1
        if other is None or (other[0] or 0, other[1]) != (rows, holds):
            found.differences.append(f"seed {seed}: {rule} is {rows}, {holds} here and {other} there")
        else:
            found.agreements += 1
    found.differences += [f"seed {seed}: nothing here is {rule}" for rule in theirs if rule.startswith("unknown")]


def _bound(theirs, column, kind):
    """An exclusive bound is told there as an inclusive one, and the limit itself as not allowed."""
    inclusive = theirs.get(f"{column}.{kind.removeprefix('exclusive').lower()}")
    equal = theirs.get(f"{column}.not_equal")
    if not inclusive or not equal:
        return None
    return inclusive[0] + equal[0][1], inclusive[1] and equal[0][2]


def main(arguments):
    """Compare as many contracts as asked for, keep what came of it, and leave with 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracles.datacontract", description=__doc__)
    parser.add_argument("--contracts", type=int, default=120)
    asked = parser.parse_args(arguments)
    found = compare(range(asked.contracts))
    figures = {**vars(found), "kinds": dict(sorted(found.kinds.items())), "exclusions": EXCLUDED}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    sys.stdout.write(f"{found.contracts} contracts, {found.rules} rules, {found.agreements} agree\n")
    sys.stdout.write("".join(f"{one}\n" for one in found.differences))
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
