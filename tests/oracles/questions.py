"""Questions by the thousand: sound ones from few words, so that names meet, and spoiled ones with anything anywhere."""

import copy
from random import Random
from typing import Any

NOW = 1_790_000_000
CLASSES = ("public", "internal", "confidential", "restricted")
MASKS = ("redact", "null", "hash", "year", "last4")
PEOPLE = ("ana", "bob", "planning/delays", "o'neil; ls", "zoë")
TEAMS = ("planning_team", "flight_ops", "ana")
PURPOSES = ("planning", "billing", "ops", "")
COLUMNS = ("day", "carrier", "tailnum", "pilot", "größe", 'a"b', "x y", "day.part")
VALUES = ("UA", "AA", "", 1, 2.5, True, False, "1", "true", "größe")
ODD = (
    None, True, False, 0, 1, -1, 1.5, 1e300, 10**30, "", "x", "*", "ana", "planning", "flight_ops", [], {}, [None], [[]],
    ["planning"], ["*"], {"0": "planning"}, {"planning": True}, "\u0000", "a\nb", "İK", "\U0001f600", [1], NOW,
)  # fmt: skip


def some(random: Random, words: tuple[Any, ...], most: int) -> list[Any]:
    return [random.choice(words) for _ in range(random.randint(0, most))]


def mostly(random: Random, good: Any, *bad: Any) -> Any:
    return good if random.random() < 0.85 else random.choice(bad)


def subject(random: Random) -> dict[str, Any]:
    return {
        "id": mostly(random, "ana", *PEOPLE),
        "kind": mostly(random, "user", "product", "service"),
        "teams": mostly(random, ["planning_team"], [], ["flight_ops"], some(random, TEAMS, 3)),
        "roles": some(random, ("platform_admin",), 1),
        "attributes": {name: some(random, VALUES, 3) for name in ("carriers", "days") if random.random() < 0.8},
    }


def port(random: Random, columns: list[str]) -> dict[str, Any]:
    rules = [{"column": random.choice(columns), "attribute": random.choice(("carriers", "days"))} for _ in range(2)]
    return {
        "name": "operations.flights",
        "domain": "operations",
        "product": "operations/flights",
        "version": "1.0.0",
        "status": mostly(random, "active", "draft", "deprecated", "retired", "paused"),
        "team": mostly(random, "flight_ops", "planning_team"),
        "contact": random.choice(("ops@example.org", "")),
        "purposes": mostly(random, ["planning"], [], some(random, PURPOSES[:3], 2)),
        "row_filters": rules[: random.choice((0, 0, 0, 1, 2))],
    }


def grant(random: Random) -> dict[str, Any]:
    return {
        "id": random.choice(("g1", "g2", "g3", "g4")),
        "grantee_kind": mostly(random, "user", "team", "product", "service"),
        "grantee": mostly(random, "ana", *PEOPLE, *TEAMS),
        "purposes": mostly(random, ["planning", "ops"], some(random, PURPOSES[:3], 3)),
        "columns": random.choice((["*"], some(random, COLUMNS, 4), some(random, (*COLUMNS, "*", "nowhere"), 3))),
        "clear": some(random, (*COLUMNS, "*"), 3),
        "all_rows": random.random() < 0.3,
        "starts": NOW + mostly(random, -100, -1, 0, 1),
        "expires": NOW + mostly(random, 100, 1, 0, -1),
        "revoked": random.random() < 0.1,
    }


def question(random: Random) -> dict[str, Any]:
    """A sound question about reading; about every second is answered with yes."""
    names = random.sample(COLUMNS, random.randint(1, 6))
    classes = CLASSES if random.random() < 0.85 else ("public",)
    return {
        "action": "read",
        "subject": subject(random),
        "purpose": mostly(random, "planning", *PURPOSES),
        "now": NOW,
        "port": port(random, names),
        "columns": [
            {"name": name, "classification": random.choice(classes), "mask": random.choice(MASKS)} for name in names
        ],
        "grants": [grant(random) for _ in range(random.randint(0, 6))],
        "waivers": [],
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, held in inner for found in places(held, (*path, key)))]


def spoiled(document: dict[str, Any], random: Random, times: int = 1) -> dict[str, Any]:
    """The document with something removed, replaced or repeated, at any place but the whole."""
    result = copy.deepcopy(document)
    for _ in range(times):
        *way, last = random.choice(places(result)[1:])
        holder = result
        for step in way:
            holder = holder[step]
        _spoil(holder, last, random)
    return result


def _spoil(holder: Any, last: Any, random: Random) -> None:
    what = random.random()
    if what < 0.3:
        del holder[last]
    elif what < 0.85:
        holder[last] = copy.deepcopy(random.choice(ODD))
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    else:
        holder[f"{last}_"] = holder.pop(last)


ACTIONS = (
    "product.publish", "run.start", "grant.issue", "grant.revoke", "quarantine.read", "domain.create", "team.edit",
    "lineage.ingest", "decision.read", "fly", "token.issue",
)  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    """A sound request to act; about one in five is answered with yes."""
    return {
        "action": random.choice(ACTIONS),
        "subject": {**subject(random), "id": random.choice(("ana", "operations/flights", "bob"))},
        "resource": {
            "kind": random.choice(("product", "product", "port", "domain", "team", "mesh", "subject")),
            "name": random.choice(("operations/flights", "operations.flights", "operations")),
            "domain": random.choice(("operations", "")),
            "team": random.choice(("flight_ops", "planning_team", "")),
            "owners": some(random, PEOPLE, 2),
        },
        "now": NOW,
    }


def registered_column(random: Random, name: str) -> dict[str, Any]:
    return {
        "name": mostly(random, name, f"{name}.part"),
        "column": name,
        "within": mostly(random, "restricted", *CLASSES),
        "path": f"schema[0].properties.{name}",
        "type": mostly(random, "string", "date", "integer", "object"),
        "classification": mostly(random, "internal", *CLASSES, ""),
        "mask": mostly(random, "hash", *MASKS),
        "description": mostly(random, "What it is", "", " "),
    }


def contract(random: Random, identity: str) -> dict[str, Any]:
    fresh = {"property": "freshness", "value": 1, "unit": "d"}
    names = random.sample(COLUMNS, random.randint(1, 3))
    return {
        "id": identity,
        "version": "1.0.0",
        "status": "active",
        "port": mostly(random, identity, ""),
        "description": mostly(random, "One row a departure", "", "\t"),
        "purposes": some(random, PURPOSES[:3], 2),
        "service_levels": mostly(
            random, [fresh], [], [{"property": "retention", "value": 1}], [{**fresh, "value": None}]
        ),
        "row_filters": mostly(random, [], [{"column": random.choice(COLUMNS), "attribute": "carriers"}]),
        "columns": [registered_column(random, name) for name in names],
    }


def publication(random: Random) -> dict[str, Any]:
    """A whole publication; about one in six may be published."""
    ids = ("operations.flights", "operations.delays", "weather.observations")
    served = random.sample(ids, random.randint(1, 2))
    return {
        "action": "register",
        "subject": subject(random),
        "product": {
            "name": "operations/flights",
            "domain": mostly(random, "operations", "weather", "sales"),
            "version": "1.0.0",
            "status": "active",
            "kind": "aggregate",
            "purpose": mostly(random, "planning", "", "Plan it"),
            "team": mostly(random, "flight_ops", "planning_team", "sales"),
            "owners": mostly(random, ["ana"], [], ["ana", "bob"]),
            "contact": random.choice(("ops@example.org", "#ops", "https://ops", "a@b", "nobody", "")),
            "description": mostly(random, "Every departure", ""),
            "inputs": [
                {"name": "in", "contract_id": random.choice(ids), "source": random.random() < 0.5}
                for _ in range(random.randint(0, 2))
            ],
            "outputs": [
                {"name": "out", "version": "1.0.0", "contract_id": identity}
                for identity in mostly(random, served, [], list(ids))
            ],
        },
        "contracts": [contract(random, identity) for identity in mostly(random, served, [], list(ids))],
        "known": {
            "domains": {"operations": "flight_ops", "weather": "planning_team"},
            "teams": ["flight_ops", "planning_team"],
            "ids": {identity: mostly(random, identity, "sales.orders") for identity in ids},
        },
        "now": NOW,
    }


VERSIONS = ("1.2.3", "1.2.4", "1.3.0", "2.0.0", "2.0.0-rc.1", "0.9.0", "1.10.0", "999999999.0.0", "1.2", "v1.2.3")


def evolution(random: Random) -> dict[str, Any]:
    """A change of a contract with its consumers."""
    return {
        "action": "evolve",
        "port": "operations.flights",
        "from": random.choice(VERSIONS),
        "to": random.choice(VERSIONS),
        "required_bump": random.choice(("none", "patch", "minor", "major")),
        "changes": [
            {
                "kind": "column-changed",
                "path": f"schema[0].properties[{place}]",
                "column": random.choice((*COLUMNS, "")),
                "grade": random.choice(("safe", "warning", "breaking")),
                "message": f"change {place}",
            }
            for place in range(random.randint(0, 3))
        ],
        "consumers": [
            {"product": random.choice(PEOPLE), "columns": some(random, COLUMNS, 3)} for _ in range(random.randint(0, 3))
        ],
    }


KINDS = {
    "access/read": question,
    "access/administer": request,
    "registration/register": publication,
    "evolution/evolve": evolution,
}


def asked(entrypoint: str, seed: int) -> dict[str, Any]:
    """The document that this seed always gives: every second one spoiled, in one to three places."""
    random = Random(seed)
    document = KINDS[entrypoint](random)
    return spoiled(document, random, random.choice((1, 1, 2, 3))) if seed % 2 else document
