"""One example on its bench: inputs filled, transform called, rows judged, and what came compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from governance.checks import CheckPlan
from governance.contracts.model import Column
from governance.descriptors import InputPort, ProductFolder
from governance.documents import Path, shown
from governance.findings import Finding
from sidecar.backends.duck import Connection, said_plainly
from sidecar.examples.aside import Wanted
from sidecar.examples.compare import compare
from sidecar.examples.making import Making
from sidecar.examples.names import keys_of
from sidecar.examples.read import Example
from sidecar.examples.rows import Placed, place_rows, texts_only, values_of
from sidecar.examples.run import came_of, split_rows
from sidecar.examples.written import Written
from sidecar.run.transform import Made

__all__ = ["Trial"]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Runs one example of a product; `name` is what messages call it, `scratch` the folder that the engine reaches."""

    product: ProductFolder
    plans: Mapping[str, CheckPlan]
    example: Example
    name: str
    connection: Connection
    scratch: str
    _given: dict[str, str] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with the rows that are given, or else with what comes of them."""
        misfits = list(self._fill())
        yield from misfits
        for number, table in enumerate(() if misfits else self.example.tables):
            yield from self._table(table, f"out_{number}")

    def _fill(self) -> Iterator[Finding]:
        inputs = self.product.descriptor.inputs if self.product.descriptor else ()
        for number, port in enumerate(inputs):
            path: Path = ("given", port.name)
            placed = self._place(f"in_{number}", self._columns(port), path)
            self._given[port.name] = placed.relation
            yield from self._misfits(placed, path)
        for number, (port_name, keys) in enumerate(keys_of(list(self.plans.values())).items()):
            path = ("references", port_name)
            placed = self._place(f"parent_{number}", texts_only(keys), path)
            self._parents[port_name] = placed.relation
            yield from self._misfits(placed, path)

    def _columns(self, port: InputPort) -> Sequence[Column]:
        """A transform gets the columns of a CSV as texts, whatever is relied on."""
        columns = self.product.expectations[port.name].table.columns
        is_csv = port.source is not None and port.source.format == "csv"
        return texts_only([column.name for column in columns]) if is_csv else columns

    def _place(self, table: str, columns: Sequence[Column], path: Path, *, inside: str = "") -> Placed:
        written = Written(self.example.document)
        entries = range(len(self.example.document.value(path) or ()))
        rows = [written.row((*path, at, inside) if inside else (*path, at)) for at in entries]
        with said_plainly():
            return place_rows(self.connection, table, columns, rows)

    def _misfits(self, placed: Placed, path: Path) -> Iterator[Finding]:
        for misfit in placed.misfits:
            place = (*path, misfit.row, misfit.column)
            message = f"{shown(self.example.document.value(place))} does not fit: {misfit.wanted}"
            yield self.example.document.finding("TRL705", message, place, fix="write a value of that type")

    def _table(self, table: str, name: str) -> Iterator[Finding]:
        plan, path = self.plans[table], ("expect", table)
        expected = self._place(f"{name}_expected", plan.columns, path)
        found = list(self._misfits(expected, path)) or self._making(table).into(name)
        yield from found
        if found:
            return
        result = split_rows(
            self.connection,
            plan,
            Made(relation=name, row_wise=True, text=""),
            parents=self._parents,
            now=self.example.now,
            folder=f"{self.scratch}/{name}",
        )
        came = came_of(self.connection, plan, result)
        rows = values_of(self.connection, expected.relation)
        contract = self.product.contracts[table]
        wanted = self._wanted(table, f"{name}_aside")
        yield from compare(self.example, table, contract, came=came, rows=rows, wanted=wanted)

    def _making(self, table: str) -> Making:
        return Making(
            connection=self.connection,
            product=self.product,
            plan=self.plans[table],
            table=table,
            given=self._given,
            example=self.name,
        )

    def _wanted(self, table: str, name: str) -> list[Wanted]:
        entries = self.example.quarantine.get(table, ())
        if not entries:
            return []
        placed = self._place(name, self.plans[table].columns, ("quarantine", table), inside="row")
        values = values_of(self.connection, placed.relation)
        return [
            Wanted(row=entry.get("row", {}), values=row, reasons=frozenset(entry["reasons"]))
            for entry, row in zip(entries, values, strict=True)
        ]
