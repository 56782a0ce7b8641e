"""Questions that nobody honest asks: a sound or spoiled one with hostile values at any place, or one of another kind."""

import copy
from random import Random
from typing import Any

from tests.oracles import questions

_DEEP: Any = "x"
for _ in range(40):
    _DEEP = [_DEEP] if isinstance(_DEEP, dict) else {"a": _DEEP}

HOSTILE = (
    2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**40, 1e308, -1e308, 5e-324, -0.0, 0.1 + 0.2, 1e15 + 0.5, 123456789.000001,
    "\u202eflipped", "e\u0301", "\ufeff", "\u2028", "\x7f", "\x01\x1f", '"\\/', "a" * 5000, "ß" * 2000, "\U0001d518\U0001d52b", "\ud7ff\ue000",
    "9" * 400, "1.2.3\n", "${jndi}", "data.access", "__proto__", "true", "null", "[]", _DEEP, [[]] * 50, [None] * 100,
    {"": ""}, {"a": {"a": {"a": []}}}, {"id": "ana", "ana": True}, {"ß": "ẞ"}, [{"a": 1}, {"a": 1}], ["planning"] * 200,
)  # fmt: skip


def asked(seed: int) -> tuple[str, dict[str, Any]]:
    """The entrypoint and the document that this seed always gives: two in five sound or spoiled, the others hostile."""
    random = Random(seed)
    entrypoint = random.choice(sorted(questions.KINDS))
    kind = random.choice(sorted(questions.KINDS)) if random.random() < 0.05 else entrypoint
    document = questions.asked(kind, seed)
    if seed % 5 < 2:
        return entrypoint, document
    for _ in range(random.choice((1, 1, 2, 4))):
        _put(document, random)
    return entrypoint, document


def _put(document: dict[str, Any], random: Random) -> None:
    found = questions.places(document)[1:]
    if not found:
        return
    *way, last = random.choice(found)
    holder: Any = document
    for step in way:
        holder = holder[step]
    if isinstance(holder, dict) and random.random() < 0.1:
        holder[random.choice(("", "\u202e", "a" * 300, "ß", "0"))] = holder.pop(last)
    else:
        holder[last] = copy.deepcopy(random.choice(HOSTILE))
