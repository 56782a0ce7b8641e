"""The reading rules once more, in plain Python and from the words of the documentation, to judge the Rego by.

Nothing here is shared with the policies, and types are compared strictly: to Python `True == 1`, to JSON it is not.
"""

from typing import Any

CLASSES = {"public", "internal", "confidential", "restricted"}
KINDS = {"redact", "null", "hash", "year", "last4"}
IN_SERVICE = {"proposed", "draft", "active", "deprecated"}
YEAR_10000 = 253_402_300_800


def is_word(value: Any) -> bool:
    return type(value) is str and value != ""


def are_words(value: Any) -> bool:
    return type(value) is list and all(is_word(entry) for entry in value)


def is_moment(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < YEAR_10000 and value == int(value)


def is_value(value: Any) -> bool:
    return type(value) in (str, int, float, bool)


def holds(value: Any, *keys: str) -> bool:
    return type(value) is dict and all(key in value for key in keys)


def subject_is_sound(subject: Any) -> bool:
    return (
        holds(subject, "id", "kind", "teams", "roles", "attributes")
        and is_word(subject["id"])
        and type(subject["kind"]) is str
        and subject["kind"] in {"user", "product", "service"}
        and are_words(subject["teams"])
        and are_words(subject["roles"])
        and type(subject["attributes"]) is dict
    )


def column_is_sound(column: Any) -> bool:
    return (
        holds(column, "name", "classification", "mask")
        and is_word(column["name"])
        and column["name"] != "*"
        and type(column["classification"]) is str
        and column["classification"] in CLASSES
        and type(column["mask"]) is str
        and column["mask"] in KINDS
    )


def columns_are_sound(columns: Any) -> bool:
    if type(columns) is not list or not columns or not all(column_is_sound(column) for column in columns):
        return False
    return len({column["name"].lower() for column in columns}) == len(columns)


def port_is_sound(port: Any, names: set[str]) -> bool:
    texts = ("name", "domain", "product", "version", "status", "team")
    return (
        holds(port, *texts, "contact", "purposes", "row_filters")
        and all(is_word(port[key]) for key in texts)
        and type(port["contact"]) is str
        and are_words(port["purposes"])
        and type(port["row_filters"]) is list
        and all(filter_is_sound(rule, names) for rule in port["row_filters"])
    )


def filter_is_sound(rule: Any, names: set[str]) -> bool:
    return (
        holds(rule, "column", "attribute")
        and type(rule["column"]) is str
        and rule["column"] in names
        and is_word(rule["attribute"])
    )


def question_is_sound(question: Any) -> bool:
    return (
        holds(question, "action", "subject", "purpose", "now", "port", "columns", "grants", "waivers")
        and question["action"] == "read"
        and type(question["purpose"]) is str
        and is_moment(question["now"])
        and type(question["grants"]) is list
        and type(question["waivers"]) is list
        and subject_is_sound(question["subject"])
        and columns_are_sound(question["columns"])
        and port_is_sound(question["port"], {column["name"] for column in question["columns"]})
    )


def grant_is_sound(grant: Any) -> bool:
    return (
        holds(grant, "id", "grantee_kind", "grantee", "purposes", "columns", "clear", "all_rows")
        and holds(grant, "starts", "expires", "revoked")
        and is_word(grant["id"])
        and are_words(grant["purposes"])
        and are_words(grant["columns"])
        and are_words(grant["clear"])
        and type(grant["all_rows"]) is bool
        and type(grant["revoked"]) is bool
        and is_moment(grant["starts"])
        and is_moment(grant["expires"])
    )


def is_for(grant: dict[str, Any], subject: dict[str, Any]) -> bool:
    if grant["grantee_kind"] == "team":
        return grant["grantee"] in subject["teams"]
    return grant["grantee_kind"] == subject["kind"] and grant["grantee"] == subject["id"]


def covered(grant: dict[str, Any], names: list[str]) -> set[str]:
    return set(names) if "*" in grant["columns"] else set(names) & set(grant["columns"])


def counts(grant: Any, question: dict[str, Any], names: list[str]) -> bool:
    if not grant_is_sound(grant) or not is_for(grant, question["subject"]):
        return False
    purpose, allowed = question["purpose"], question["port"]["purposes"]
    if purpose == "" or purpose not in grant["purposes"] or (allowed and purpose not in allowed):
        return False
    in_time = grant["starts"] <= question["now"] < grant["expires"] and not grant["revoked"]
    return in_time and bool(covered(grant, names))


NO = {"allow": False, "columns": [], "masks": {}, "filters": [], "grants": []}


def decide(question: Any) -> dict[str, Any]:
    """What the documentation says the answer is: the readable columns, their masks by name, the filters, the grants."""
    if not question_is_sound(question) or question["port"]["status"] not in IN_SERVICE:
        return NO
    columns = question["columns"]
    names = [column["name"] for column in columns]
    owner = question["port"]["team"] in question["subject"]["teams"]
    public = all(column["classification"] == "public" for column in columns)
    live = [grant for grant in question["grants"] if counts(grant, question, names)]
    if not (owner or public or live):
        return NO
    filters = [] if owner or any(grant["all_rows"] for grant in live) else row_filters(question)
    if filters is None:
        return NO
    seen = set(names) if owner or public else set().union(*(covered(grant, names) for grant in live))
    return {
        "allow": True,
        "columns": [name for name in names if name in seen],
        "masks": {} if owner else masks(question, seen, live),
        "filters": filters,
        "grants": [] if owner else sorted({grant["id"] for grant in live}),
    }


def row_filters(question: dict[str, Any]) -> list[tuple[str, list[str]]] | None:
    """The filters, their values as JSON-like words; None when the subject lacks what one of them needs."""
    attributes, found = question["subject"]["attributes"], set()
    for rule in question["port"]["row_filters"]:
        values = attributes.get(rule["attribute"])
        if type(values) is not list or not all(is_value(value) for value in values):
            return None
        found.add((rule["column"], tuple(sorted({spelled(value) for value in values}))))
    return [(column, list(values)) for column, values in sorted(found)]


def spelled(value: Any) -> str:
    """A value with its type, numbers by what they are worth: 1 and 1.0 are one value, 1 and true are two."""
    return f"number {float(value)}" if type(value) in (int, float) else f"{type(value).__name__} {value}"


def masks(question: dict[str, Any], seen: set[str], live: list[dict[str, Any]]) -> dict[str, str]:
    explicit = question["purpose"] in question["port"]["purposes"]
    names = [column["name"] for column in question["columns"]]
    clear = {name for grant in live for name in grant["clear"] if name in covered(grant, names)}
    needed = {
        "confidential": lambda name: name not in clear,
        "restricted": lambda name: not (name in clear and explicit),
    }
    return {
        column["name"]: column["mask"]
        for column in question["columns"]
        if column["name"] in seen
        and column["classification"] in needed
        and needed[column["classification"]](column["name"])
    }
