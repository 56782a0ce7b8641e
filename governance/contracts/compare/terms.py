"""Identity, status, ownership, price, roles, servers and words: what stands around the columns."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from governance.contracts.compare.change import Change
from governance.contracts.compare.differ import Place, breaking, safe, warning
from governance.contracts.model import Contract

__all__ = ["term_changes"]


def term_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed in the terms under which the data is to be had."""
    for name, before, after, path in (
        ("contract's id", old.id, new.id, ("id",)),
        ("domain", old.domain, new.domain, ("domain",)),
        ("table", old.table.name, new.table.name, ("schema", 0, "name")),
        ("table's physical name", _physical_name(old), _physical_name(new), ("schema", 0, "physicalName")),
    ):
        if before != after:
            message = f"The {name} was `{before}` and is `{after}`"
            yield breaking("identity-changed", Place(path), (before, after), message)
    yield from _status(old, new)
    yield from _owners(old, new)
    yield from _texts(old, new)
    yield from _price(old, new)
    yield from _named(old, new, "roles", "role")
    yield from _named(old, new, "servers", "server")


def _physical_name(contract: Contract) -> str:
    return str(contract.document["schema"][0].get("physicalName") or contract.table.name)


def _status(old: Contract, new: Contract) -> Iterator[Change]:
    if old.status == new.status:
        return
    make: Callable[..., Change] = {"retired": breaking, "deprecated": warning}.get(new.status, safe)
    yield make(
        "status-changed", Place(("status",)), (old.status, new.status), f"It was {old.status} and is {new.status}"
    )


def _owners(old: Contract, new: Contract) -> Iterator[Change]:
    place = Place(("team",))
    if lost := [name for name in old.owners if name not in new.owners]:
        message = f"`{lost[0]}` no longer owns it"
        yield warning("owner-changed", place, (list(old.owners), list(new.owners)), message, "governance")
    elif gained := [name for name in new.owners if name not in old.owners]:
        yield safe("owner-changed", place, (list(old.owners), list(new.owners)), f"`{gained[0]}` owns it too")
    if old.team != new.team:
        message = f"The team was `{old.team or 'nobody'}` and is `{new.team or 'nobody'}`"
        yield warning("owner-changed", place.within("name"), (old.team, new.team), message, "governance")


def _texts(old: Contract, new: Contract) -> Iterator[Change]:
    for name in ("usage", "limitations"):
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        place = Place(("description", name))
        if name == "limitations" and not after:
            yield safe("terms-changed", place, (before, after), "The limitations are gone")
        else:
            yield warning("terms-changed", place, (before, after), f"The {name} changed")


def _price(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = _priced(old), _priced(new)
    if before == after:
        return
    cheaper = not after[0] or (before[0] >= after[0] and before[1:] == after[1:])
    make, kind = (safe, "price-lowered") if cheaper else (breaking, "price-raised")
    spoken = [" ".join(str(part) for part in one if part) or "nothing" for one in (before, after)]
    yield make(kind, Place(("price",)), (spoken[0], spoken[1]), f"It cost {spoken[0]} and costs {spoken[1]}")


def _priced(contract: Contract) -> tuple[float, str, str]:
    price: Mapping[str, Any] = contract.document.get("price") or {}
    return (price.get("priceAmount") or 0, price.get("priceCurrency") or "", price.get("priceUnit") or "")


def _named(old: Contract, new: Contract, key: str, name: str) -> Iterator[Change]:
    """Compare lists of named things: each one that is gone, or other than before, is wired in somewhere."""
    before, after = _by_name(old, key, name), _by_name(new, key, name)
    lost, gained = ("role-removed", "role-added") if name == "role" else ("server-changed", "server-changed")
    for at, (one, entry) in enumerate(before.items()):
        if one not in after:
            yield breaking(lost, Place((key, at)), (one, None), f"The {name} `{one}` is gone")
        elif _essence(entry) != _essence(after[one]):
            yield breaking(lost, Place((key, list(after).index(one))), (one, one), f"The {name} `{one}` is another now")
    for at, one in enumerate(after):
        if one not in before:
            yield safe(gained, Place((key, at)), (None, one), f"The {name} `{one}` is new")


def _by_name(contract: Contract, key: str, name: str) -> dict[str, Mapping[str, Any]]:
    return {str(entry.get(name)): entry for entry in contract.document.get(key) or ()}


def _essence(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in {"description", "id", "customProperties", "roles"}}
