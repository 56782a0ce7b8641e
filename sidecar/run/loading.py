"""One port of a run before anything is made: what is there, what is to happen to it, and what has to be read for that."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.checks import CheckPlan, compile_checks
from governance.digests import digest_of_text
from governance.errors import Invalid
from sidecar.backends.tables import Catalog
from sidecar.run.inputs import Inputs
from sidecar.run.intent import Intent, intend
from sidecar.run.news import News, what_is_new
from sidecar.run.order import OrderedPort, RunOrder
from sidecar.run.standing import Standing, stand
from sidecar.run.transform import transform_file

__all__ = ["Loading", "plan_loads"]


@dataclass(frozen=True, kw_only=True)
class Loading:
    """A port with its plan of checks, what `main` shows of it, and what the run does; `transform` is its text's digest."""

    port: OrderedPort
    plan: CheckPlan
    standing: Standing
    intent: Intent
    news: News
    transform: str

    @property
    def is_other_contract(self) -> bool:
        """Whether rows stay that were judged under another contract than the one in force."""
        stays = self.intent.adds or self.intent.span is not None
        judged = self.standing.summary.get("trellis.contract")
        return stays and bool(self.standing.files) and judged != self.port.contract.digest

    @property
    def notes(self) -> list[str]:
        """What people should know of it."""
        notes = list(self.news.notes)
        made_by = self.standing.summary.get("trellis.transform", self.transform)
        if (self.intent.adds or self.intent.span is not None) and made_by != self.transform:
            notes.append("the transform was changed; rows that are there stay as the one before made them")
        if self.news.is_empty:
            notes.append(f"nothing is new since {self.standing.run}")
        return notes


def plan_loads(order: RunOrder, inputs: Inputs, catalog: Catalog) -> Sequence[Loading]:
    """Return what a run does with each of its ports.

    Raises `Conflict` where nothing right could be added to a port, and `Invalid` for a range that no port is loaded by.
    """
    if order.asked.has_range and not any(order.load_of(port.name).mode == "range" for port in order.ports):
        raise Invalid(
            f"No port of `{order.product}` is loaded by range",
            hint="leave `--from` and `--to` out, or load a port by `{mode: range, column: …}`",
        )
    return [_planned(order, port, inputs, catalog) for port in order.ports]


def _planned(order: RunOrder, port: OrderedPort, inputs: Inputs, catalog: Catalog) -> Loading:
    standing = stand(catalog, port.name)
    load = order.load_of(port.name)
    intent = intend(port.name, load, port.contract, order.asked, was_loaded=standing.was_loaded)
    return Loading(
        port=port,
        plan=compile_checks(port.contract),
        standing=standing,
        intent=intent,
        news=what_is_new(order, inputs, port.name, intent, standing, catalog=catalog),
        transform=digest_of_text(order.files[transform_file(order.files, port.name.table)]),
    )
