"""What a run reads, held still: snapshots of other products' ports as the law allows them, and source files."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from governance.descriptors import InputPort
from governance.errors import Denied, NotFound
from governance.sql import GovernedTable, Relation, compile_transform
from governance.sql.quoting import identifier
from sidecar.backends.duck import Connection, columns_of
from sidecar.backends.tables import Catalog, PinnedTable, pin
from sidecar.run.order import OrderedInput, RunOrder
from sidecar.sources import SourceFile, check_kept, locate, read, unpack

__all__ = ["Inputs", "PortInput", "SourceInput", "find_sources", "open_inputs", "open_references"]


@dataclass(frozen=True, kw_only=True)
class PortInput:
    """A pinned port. `governed` is what of it the product may see."""

    ordered: OrderedInput
    pinned: PinnedTable
    governed: GovernedTable


@dataclass(frozen=True, kw_only=True)
class SourceInput:
    """Files that are read as they stood when the run began; `opens` makes some of them readable."""

    name: str
    location: str
    files: tuple[SourceFile, ...]
    opens: Callable[[tuple[SourceFile, ...]], Relation]

    @property
    def relation(self) -> Relation:
        """All of the source."""
        return self.opens(self.files)

    def check_unchanged(self) -> None:
        """Raise `Conflict` when a file changed while it was read: its rows may be half old, half new."""
        for file in self.files:
            file.check_unchanged()


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything that a run reads, by the names that its transform uses."""

    ports: tuple[PortInput, ...]
    sources: tuple[SourceInput, ...]
    mask_key: bytes

    @property
    def relations(self) -> Mapping[str, Relation | GovernedTable]:
        """What a transform may name, governed."""
        ports = {one.ordered.name: one.governed for one in self.ports if not one.ordered.is_reference}
        return {**ports, **{one.name: one.relation for one in self.sources}}

    def parents(self, ports: Iterable[str]) -> dict[str, str]:
        """Return the relations of ports whose keys foreign keys refer to; raises `Denied` when a key is masked."""
        found = {str(one.ordered.port): one for one in self.ports}
        return {port: f"({self._keys(found[port])})" for port in ports}

    def _keys(self, parent: PortInput) -> str:
        masked = {mask.column for mask in parent.governed.masks}
        clear = [name for name in parent.governed.columns if name not in masked]
        if not clear:
            raise Denied(
                f"Every column of `{parent.ordered.port}` is masked for this product, so no key can be looked up",
                hint=f"ask its owners for a grant with `--clear` on the key: trellis grant {parent.ordered.port} …",
            )
        names = ", ".join(identifier(name) for name in clear)
        relation = {"parent": parent.governed}
        return compile_transform(f'SELECT {names} FROM "input:parent"', relation, hash_key=self.mask_key).sql


def find_sources(order: RunOrder, *, folder: str) -> dict[str, list[SourceFile]]:
    """Return the files of every source that the descriptor names, by the input's name.

    Raises `NotFound` where there is none, unless it is read for what is new: files may be put away when they were read.
    """
    found = {}
    for port in order.descriptor.inputs:
        if port.source is not None:
            try:
                found[port.name] = locate(port.source, folder=folder)
            except NotFound:
                if port.read != "new" or not any((table, port.name) in order.read_files for table in _tables(order)):
                    raise
                found[port.name] = []
    return found


def _tables(order: RunOrder) -> list[str]:
    return [str(port.name) for port in order.ports]


def open_inputs(
    order: RunOrder, files: Mapping[str, list[SourceFile]], *, catalog: Catalog, connection: Connection, scratch: str
) -> Inputs:
    """Pin every port that the order names, and make every source that was found readable."""
    sources = [
        SourceInput(
            name=port.name,
            location=port.source.location,
            files=tuple(files[port.name]),
            opens=_opener(port, connection=connection, scratch=scratch),
        )
        for port in order.descriptor.inputs
        if port.source is not None
    ]
    return Inputs(ports=_pinned(order, catalog), sources=tuple(sources), mask_key=order.mask_key)


def _opener(port: InputPort, *, connection: Connection, scratch: str) -> Callable[[tuple[SourceFile, ...]], Relation]:
    unpacked = cache(lambda file: unpack([file], scratch=scratch)[0])

    @cache
    def opens(files: tuple[SourceFile, ...]) -> Relation:
        if not files or port.source is None:
            raise NotFound(
                f"The source `{port.name}` has no file any more, and what it looks like cannot be told",
                hint="put one there, if only with its header",
                slug="no-source",
            )
        paths = [unpacked(file) for file in files]
        check_kept(connection, paths, kind=port.source.format)
        text = read(paths, kind=port.source.format, options=port.source.options)
        return Relation(name=port.name, columns=tuple(columns_of(connection, text).items()), sql=text)

    return opens


def open_references(order: RunOrder, *, catalog: Catalog) -> Inputs:
    """Pin the ports that the order names and no source: what a task reads whose rows are there already."""
    return Inputs(ports=_pinned(order, catalog), sources=(), mask_key=order.mask_key)


def _pinned(order: RunOrder, catalog: Catalog) -> tuple[PortInput, ...]:
    """Hold each port once, however often it is named: what it gains in between would count as read, and was not."""
    held = {name: pin(catalog, name) for name in dict.fromkeys(one.port for one in order.inputs)}
    return tuple(
        PortInput(ordered=one, pinned=held[one.port], governed=held[one.port].governed(one.decision))
        for one in order.inputs
    )
