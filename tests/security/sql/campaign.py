"""A long run of random queries on twin meshes, and the figures of it."""

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from governance.errors import TrellisError
from governance.sql import parse_query, rewrite
from governance.sql.binding.calls import called
from tests.security.sql.asking import Engine
from tests.security.sql.grammar import random_query
from tests.security.sql.twins import CANARY, POLICY_TEXT, pair

__all__ = ["Coverage", "campaign"]

_VISIBLE = (50, 3, 0)
_PART = 250  # queries of one connection


@dataclass
class Coverage:
    """Which functions and which kinds of node queries are made of."""

    functions: Counter = field(default_factory=Counter)
    nodes: Counter = field(default_factory=Counter)

    def note(self, tree):
        for node in tree.walk():
            self.nodes[type(node).__name__] += 1
            call = called(node)
            if call:
                self.functions[call.name] += 1


@dataclass
class _Tally:
    outcomes: Counter = field(default_factory=Counter)
    paths: Counter = field(default_factory=Counter)
    coverage: Coverage = field(default_factory=Coverage)
    differences: list = field(default_factory=list)
    disagreements: list = field(default_factory=list)

    def add(self, other):
        self.outcomes += other.outcomes
        self.paths += other.paths
        self.coverage.functions += other.coverage.functions
        self.coverage.nodes += other.coverage.nodes
        self.differences += other.differences
        self.disagreements += other.disagreements


def campaign(seeds, jobs):
    """Ask both twins of every query; return the figures, differences listed with the seeds that make them again."""
    began = time.monotonic()
    total = _Tally()
    with TemporaryDirectory() as folder, ProcessPoolExecutor(jobs) as pool:
        pairs = [pair(Path(folder), visible) for visible in _VISIBLE]
        parts = [seeds[at : at + _PART] for at in range(0, len(seeds), _PART)]
        for tally in pool.map(_part, parts, [pairs] * len(parts)):
            total.add(tally)
    return _figures(total, len(seeds), time.monotonic() - began)


def _part(seeds, pairs):
    tally = _Tally()
    with closing(Engine()) as engine:
        for seed in seeds:
            _ask(seed, pairs[seed % len(pairs)], engine, tally)
    return tally


def _ask(seed, twins, engine, tally):
    text = random_query(seed)
    try:
        query = parse_query(text)  # which knows nothing of either twin
    except TrellisError as error:
        tally.outcomes[error.case] += 1
        return
    tally.coverage.note(query.expression)
    tally.paths[_path(twins[0], query)] += 1
    one, other = (twin.answer(query, engine) for twin in twins)
    tally.outcomes[one.case or "answered"] += 1
    if one.case == "query-refused":
        tally.disagreements.append({"seed": seed, "text": text, "said": one.text})
    seen = one.text + one.rows.decode(errors="replace")
    leaks = CANARY in seen and CANARY not in text  # one may spell it and get it back
    if one != other or leaks or any(word in one.text for word in POLICY_TEXT):
        tally.differences.append({"seed": seed, "text": text, "outcomes": [one.case, other.case]})


def _path(twin, query):
    try:
        done = rewrite(query, twin.tables, hash_key=b"")
    except TrellisError:
        return "refused"
    pushed = any(not stage.endswith(' AS "r"') for _, stage in done.stages)
    return "staged, a predicate inside" if pushed else "staged" if done.stages else "in place"


def _figures(total, queries, seconds):
    refused = sum(count for case, count in total.outcomes.items() if case.startswith(("sql-", "column-")))
    return {
        "queries": queries,
        "answered": total.outcomes["answered"],
        "refused_share": round(refused / queries, 4),
        "outcomes": dict(total.outcomes.most_common()),
        "paths": dict(total.paths.most_common()),
        "functions_called": len(total.coverage.functions),
        "node_kinds": len(total.coverage.nodes),
        "differences": total.differences,
        "gates_disagree": total.disagreements,
        "seconds": round(seconds, 1),
        "queries_per_second": round(queries / seconds, 1),
    }
