"""What a job's datasets and columns are made of, as the events of one run tell it together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from governance.digests import digest_of
from governance.errors import Invalid
from platform_api.lineage.events import DatasetFacts, Event
from platform_api.lineage.naming import DatasetName, dataset_name, linked
from platform_api.lineage.openlineage import ColumnLineage, ExplicitLineage, FacetInput, FieldLineage

__all__ = ["NOWHERE", "WHOLE", "ColumnFlow", "DatasetFlow", "JobGraph", "graph_of", "names_of"]

NOWHERE = DatasetName("", "")
"""The target of what a job only reads, and the source of what it makes of nothing known."""

WHOLE = ""
"""In place of a target column: the source column decides over the dataset as a whole, as a filter does."""

_DATASET_FLOWS, _COLUMN_FLOWS = 20_000, 100_000
_LEGACY = {"IDENTITY": "DIRECT/IDENTITY", "MASKED": "DIRECT/TRANSFORMATION/MASKING"}


class DatasetFlow(NamedTuple):
    """One dataset flows into another; `detailed` says that the events also tell by which columns."""

    source: DatasetName
    target: DatasetName
    detailed: bool


class ColumnFlow(NamedTuple):
    """One column flows into another, or into the `WHOLE` of a dataset; `how` starts with `DIRECT` or `INDIRECT`."""

    source: DatasetName
    column: str
    target: DatasetName
    into: str
    how: str


@dataclass(frozen=True)
class JobGraph:
    """Everything that a job reads and writes, and the columns of its datasets as far as they were told."""

    datasets: frozenset[DatasetFlow]
    columns: frozenset[ColumnFlow]
    fields: Mapping[DatasetName, tuple[tuple[str, str], ...]]

    @cached_property
    def digest(self) -> str:
        """The same for the same graph, however it was told."""
        return digest_of([sorted(self.datasets), sorted(self.columns), sorted(self.fields.items())])


@dataclass
class _Output:
    """The newest facets of a dataset that is written."""

    columns: ColumnLineage | None = None
    explicit: ExplicitLineage | None = None

    @property
    def fields(self) -> Mapping[str, FieldLineage]:
        told = self.explicit if self.explicit is not None else self.columns
        return (told and told.fields) or {}

    @property
    def whole(self) -> Sequence[FacetInput]:
        told = self.explicit.inputs if self.explicit is not None else self.columns and self.columns.dataset
        return told or ()

    @property
    def sources(self) -> Iterator[FacetInput]:
        yield from self.whole
        for column in self.fields.values():
            yield from column.inputs or ()


@dataclass
class _Told:
    """The events of a run laid over each other: of each facet the newest counts."""

    producer: str = ""
    names: dict[DatasetName, DatasetName] = field(default_factory=dict)
    inputs: set[DatasetName] = field(default_factory=set)
    outputs: dict[DatasetName, _Output] = field(default_factory=dict)
    fields: dict[DatasetName, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def known_as(self, name: DatasetName) -> DatasetName:
        return self.names.get(name, name)

    def add(self, told: DatasetFacts) -> None:
        name = self.known_as(told.name)
        if told.fields:
            self.fields[name] = told.fields
        if told.side == "input":
            self.inputs.add(name)
        elif told.side == "output":
            output = self.outputs.setdefault(name, _Output())
            output.columns = told.columns or output.columns
            output.explicit = told.explicit or output.explicit


def graph_of(events: Iterable[Event]) -> JobGraph:
    """Return what the events of one run say together, in whatever order they came.

    Where an output has explicit lineage, nothing else flows into it. Else it is made of the inputs that its columns
    name, and of those that no output's columns name. Raises `Invalid` for more than can be kept.
    """
    told = _laid_over(events)
    named = {name: _named(output, told) for name, output in told.outputs.items()}
    unclaimed = told.inputs - set().union(*named.values())
    datasets: set[DatasetFlow] = set()
    for name, output in told.outputs.items():
        datasets.update(_into(name, output, named[name], told.inputs, unclaimed))
        _bound(len(datasets), _DATASET_FLOWS, "dataset")
    read = {flow.source for flow in datasets}
    datasets.update(DatasetFlow(source, NOWHERE, False) for source in told.inputs - read)
    return JobGraph(frozenset(datasets), frozenset(_columns(told)), told.fields)


def names_of(events: Iterable[Event]) -> dict[DatasetName, DatasetName]:
    """Return the ports that datasets say they are by their symlinks, by the names they have otherwise."""
    told = (facts for event in events for facts in event.datasets if facts.links)
    return {facts.name: linked(facts.name, facts.links) for facts in told}


def _laid_over(events: Iterable[Event]) -> _Told:
    ordered = sorted(events, key=lambda event: (event.at, event.digest))
    told = _Told(producer=ordered[-1].producer if ordered else "", names=names_of(ordered))
    for facts in (facts for event in ordered for facts in event.datasets):
        told.add(facts)
    return told


def _source(of: FacetInput, told: _Told) -> DatasetName | None:
    if of.type != "DATASET" or of.namespace is None or of.name is None:
        return None
    return told.known_as(dataset_name(of.namespace, of.name, producer=told.producer))


def _named(output: _Output, told: _Told) -> set[DatasetName]:
    return {source for of in output.sources if (source := _source(of, told))}


def _into(
    name: DatasetName, output: _Output, named: set[DatasetName], inputs: set[DatasetName], unclaimed: set[DatasetName]
) -> Iterator[DatasetFlow]:
    if output.explicit is not None:
        sources = named
    elif named:
        sources = named | unclaimed
    else:
        sources = inputs
    detailed = bool(output.fields)
    yield from (DatasetFlow(source, name, detailed and source in named) for source in sources or {NOWHERE})


def _columns(told: _Told) -> set[ColumnFlow]:
    hows: dict[tuple[DatasetName, str, DatasetName, str], set[str]] = {}
    for name, output in told.outputs.items():
        for into, of, default in _parts(output):
            source = _source(of, told)
            if source is not None and of.field is not None:
                hows.setdefault((source, of.field, name, into), set()).update(_how(of, default))
                _bound(len(hows), _COLUMN_FLOWS, "column")
    return {ColumnFlow(*flow, how=" ".join(sorted(how))) for flow, how in hows.items()}


def _parts(output: _Output) -> Iterator[tuple[str, FacetInput, str]]:
    for of in output.whole:
        yield WHOLE, of, "INDIRECT"
    for into, column in output.fields.items():
        for of in column.inputs or ():
            yield into, of, _LEGACY.get(column.transformation or "", "DIRECT")


def _how(of: FacetInput, default: str) -> set[str]:
    words = set()
    for part in of.transformations or ():
        kind = part.type.upper() if part.type.upper() in {"DIRECT", "INDIRECT"} else default
        subtype = re.sub(r"[^A-Z_]", "", (part.subtype or "").upper())[:40]
        words.add("/".join(filter(None, [kind, subtype, "MASKING" if part.masking else ""])))
    return words or {default}


def _bound(count: int, most: int, what: str) -> None:
    if count > most:
        raise Invalid(
            f"The job has more than {most} {what} edges",
            hint="send a `lineage` facet that names what really flows into each output",
            slug="too-much-lineage",
        )
