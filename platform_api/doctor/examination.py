"""The whole examination, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from governance.errors import TrellisError
from platform_api.doctor import home, law, machine, queries, registry, storage
from platform_api.doctor.examined import Examined, fault
from platform_api.settings import Settings

__all__ = ["examine"]


def examine(settings: Settings) -> list[Examined]:
    """Return everything that was looked at; a look that fails is a fault itself, and nothing is made or changed.

    Takes about a second, most of it for a real query in a process of its own.
    """
    looks: tuple[tuple[str, Callable[[], Iterable[Examined]]], ...] = (
        ("machine", machine.look),
        ("home", lambda: home.look(settings.home)),
        ("registry", lambda: registry.look(settings)),
        ("storage", lambda: storage.look(settings)),
        ("policies", law.look),
        ("queries", queries.look),
    )
    return list(chain.from_iterable(_guarded(what, look) for what, look in looks))


def _guarded(what: str, look: Callable[[], Iterable[Examined]]) -> Iterator[Examined]:
    try:
        yield from look()
    except TrellisError as error:
        yield fault(what, error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - whatever is broken, the rest is still looked at
        yield fault(what, f"{type(error).__name__}: {error}", "report this")
