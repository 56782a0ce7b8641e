"""Search at size: fills a registry and asks it what people ask.

Words are made up, and as uneven as real ones: the commonest stands in nine of ten products. A question is one to three
words, some of them only begun, some misspelt, one in three narrowed down by facets.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from platform_api.db import Database, RegistrySession, open_registry
from platform_api.discovery.service import Wanted, reindex_all, search
from platform_api.domains.models import Domain
from platform_api.principals.models import Team
from platform_api.registry.models import (
    Document,
    Port,
    PortColumn,
    PortVersion,
    Product,
    ProductVersion,
    VerdictRecord,
)
from platform_api.settings import load_settings
from platform_api.whole import load_server
from tests.benchmarks.figures import Row, figure

__all__ = ["measure"]

_DOMAINS, _TEAMS, _PEOPLE, _COLUMNS, _CHUNK = 50, 200, 2000, 12, 20_000


class Words:
    """Six thousand words, the first of them very common."""

    def __init__(self, choose: random.Random) -> None:
        syllables = [a + b for a in "bcdfghklmnprst" for b in "aeiou"]
        made = ("".join(choose.choices(syllables, k=choose.choice((2, 3, 3, 4)))) for _ in range(6000))
        self.all = list(dict.fromkeys(made))
        self._weights = list(accumulate(1 / (place + 5) for place in range(len(self.all))))
        self._choose = choose

    def some(self, count: int) -> list[str]:
        """Return words as often as they occur."""
        return self._choose.choices(self.all, cum_weights=self._weights, k=count)


def measure(*, products: int = 100_000, asked: int = 1000) -> list[Row]:
    """Return the figures: times of questions, and what it takes to index."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_registry(load_settings(home=Path(folder) / "home"))
        try:
            words = Words(random.Random(1))
            fill(database, words, products)
            began = time.perf_counter()
            with database.write("indexing") as session:
                reindex_all(session)
            yield_rate = products / (time.perf_counter() - began)
            load_server()
            return [*_questions(database, words, asked), figure("products indexed", yield_rate, "1/s", goal=None)]
        finally:
            database.close()


def fill(database: Database, words: Words, products: int) -> None:
    """Put that many products into the registry, each with one port of twelve columns."""
    choose = random.Random(2)
    with database.write("filling") as session:
        _ground(session)
        for start in range(1, products + 1, _CHUNK):
            numbers = range(start, min(start + _CHUNK, products + 1))
            made = {number: _product(choose, words, number) for number in numbers}
            _insert(session, Product, list(made.values()))
            _insert(session, ProductVersion, [_version(number, row) for number, row in made.items()])
            _insert(session, Port, [_port(row) for row in made.values()])
            _insert(session, PortVersion, [_port_version(words, number, row) for number, row in made.items()])
            _insert(session, PortColumn, [row for number in numbers for row in _columns(choose, words, number)])


def _ground(session: RegistrySession) -> None:
    made: Row = {"created_at": 0, "created_by": "bench"}
    _insert(session, Team, [{"name": f"team_{n}", "description": "", "contact": "", **made} for n in range(_TEAMS)])
    domains = [{"name": f"domain_{n}", "description": "d", "team": "team_0", **made} for n in range(_DOMAINS)]
    _insert(session, Domain, domains)
    _insert(session, Document, [{"digest": "d", "kind": "contract", "text": "", "stored_at": 0}])
    verdict: Row = {"id": "v", "kind": "publish", "resource": "all", "allowed": True, "denials": [], "warnings": []}
    _insert(session, VerdictRecord, [{**verdict, "evidence": {}, "revision": "r", "judged_at": 0, "judged_for": "b"}])


def _product(choose: random.Random, words: Words, number: int) -> Row:
    domain = f"domain_{choose.randrange(_DOMAINS)}"
    return {
        "name": f"{domain}/{'_'.join(words.some(2))}_{number}",
        "domain": domain,
        "team": f"team_{choose.randrange(_TEAMS)}",
        "kind": choose.choice(("source-aligned", "aggregate", "consumer-aligned")),
        "status": choose.choices(("active", "deprecated", "draft"), (90, 5, 5))[0],
        "version": "1.0.0",
        "purpose": words.some(1)[0],
        "contact": "",
        "description": " ".join(words.some(25)),
        "owners": [f"person_{choose.randrange(_PEOPLE)}"],
        "tags": sorted(set(words.some(3))),
        "published_at": number,
    }


def _version(number: int, product: Row) -> Row:
    made: Row = {"seq": number, "product": product["name"], "version": "1.0.0", "team": product["team"], "files": {}}
    return {**made, "descriptor": "d", "verdict": "v", "published_at": number, "published_by": "b"}


def _port(product: Row) -> Row:
    name = product["name"].replace("/", ".")
    made: Row = {"name": name, "product": product["name"], "domain": product["domain"], "contract_id": name}
    return {**made, "major": 1, "status": "active"}


def _port_version(words: Words, number: int, product: Row) -> Row:
    made: Row = {"seq": number, "port": product["name"].replace("/", "."), "version": "1.0.0", "contract": "d"}
    described = " ".join(words.some(10))
    return {
        **made,
        "product_version": number,
        "description": described,
        "purposes": [],
        "row_filters": [],
        "since": 0,
        "recorded_by": "b",
    }


def _columns(choose: random.Random, words: Words, number: int) -> Iterator[Row]:
    secrecy = choose.choice(("public", "internal", "confidential"))
    for position in range(_COLUMNS):
        name, described = "_".join(words.some(2)), " ".join(words.some(4))
        made: Row = {"port_version": number, "position": position, "name": name, "type": "string", "mask": "redact"}
        yield {**made, "classification": secrecy, "description": described}


def _insert(session: RegistrySession, model: Any, rows: Sequence[Row]) -> None:
    session.connection().execute(insert(model), list(rows))


def _questions(database: Database, words: Words, asked: int) -> Iterator[Row]:
    choose = random.Random(3)
    wanted = [_wanted(choose, words) for _ in range(asked)]
    yield from _timed(database, "search", wanted, goal=50)
    common = [Wanted(text=word) for word in words.all[:50]]
    yield from _timed(database, "search for one of the 50 commonest words", common, goal=None)
    misspelt = [Wanted(text=word[:2] + word[3:] + "q") for word in words.some(100) if len(word) > 5]
    yield from _timed(database, "search for a misspelt word", misspelt, goal=None)
    yield from _timed(database, "search for nothing in particular", [Wanted()] * 20, goal=None)


def _wanted(choose: random.Random, words: Words) -> Wanted:
    some = words.some(choose.choice((1, 1, 2, 3)))
    begun = [word[: choose.choice((3, 4, 9, 9, 9))] for word in some]
    facets = {
        "domain": [f"domain_{choose.randrange(_DOMAINS)}"],
        "kind": ["aggregate"],
        "classification": ["public", "internal"],
    }
    chosen = dict(choose.sample(sorted(facets.items()), k=choose.choice((0, 0, 1, 2))))
    return Wanted(text=" ".join(begun), chosen=chosen)


def _timed(database: Database, what: str, wanted: Sequence[Wanted], *, goal: float | None) -> Iterator[Row]:
    took = []
    with database.read() as session:
        for one in wanted:
            began = time.perf_counter()
            search(session, one, limit=20)
            took.append((time.perf_counter() - began) * 1000)
    took.sort()
    yield figure(f"{what}, p50", statistics.median(took), "ms", goal=None)
    yield figure(f"{what}, p99", took[int(len(took) * 0.99)], "ms", goal=goal)
