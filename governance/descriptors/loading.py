"""How a port's rows are loaded, and how much of an input a run reads: what the descriptor says, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from governance.contracts.lint.subject import Complaint
from governance.contracts.model import Contract
from governance.contracts.types import Kind
from governance.descriptors.custom import OUTPUT_PROPERTIES, PORT_PROPERTIES, own_properties
from governance.documents import Path, shown, suggestion

if TYPE_CHECKING:
    from governance.descriptors.model import Descriptor

__all__ = ["LOADS", "READS", "Load", "Reading", "load_of", "loading_checks", "loading_misfits", "reading_of"]

LOADS = ("replace", "append", "upsert", "range")
READS = ("whole", "new")

Reading = Literal["whole", "new"]


@dataclass(frozen=True)
class Load:
    """What a run does with the rows that are there: `replace` all of them, `append` to them, `upsert` by the primary key,
    or replace those of a `range` of `column`.
    """

    mode: Literal["replace", "append", "upsert", "range"] = "replace"
    column: str = ""

    @property
    def keeps(self) -> bool:
        """Whether an ordinary run adds to what is there, so that it need read only what is new."""
        return self.mode in {"append", "upsert"}


def load_of(port: Mapping[str, Any]) -> Load:
    """Return how an output port of a descriptor that was found right is loaded."""
    for name, entry, _ in own_properties(port, (), OUTPUT_PROPERTIES):
        if name == "load":
            value = entry.get("value")
            return Load("range", str(value["column"])) if isinstance(value, dict) else Load(value or "replace")
    return Load()


def reading_of(port: Mapping[str, Any]) -> Reading:
    """Return how much of an input port a run reads: all of it, unless the port says `new`."""
    values = (entry.get("value") for name, entry, _ in own_properties(port, (), PORT_PROPERTIES) if name == "read")
    return "new" if next(values, "whole") == "new" else "whole"


def loading_checks(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Yield values of `load` and `read` that mean nothing."""
    for at, port in enumerate(data.get("outputPorts") or ()):
        for name, entry, place in own_properties(port, ("outputPorts", at), OUTPUT_PROPERTIES):
            if name == "load":
                yield from _load(entry.get("value"), (*place, "value"))
    for at, port in enumerate(data.get("inputPorts") or ()):
        for name, entry, place in own_properties(port, ("inputPorts", at), PORT_PROPERTIES):
            value = entry.get("value")
            if name == "read" and value not in READS:
                fix = suggestion(str(value), READS, synonyms={"all": "whole", "incremental": "new"})
                yield Complaint(f"An input is not read {shown(value)}", (*place, "value"), fix, code="TRL341")


def _load(value: Any, path: Path) -> Iterator[Complaint]:
    if isinstance(value, dict):
        for key in sorted(set(value) - {"mode", "column"}, key=str):
            yield Complaint(f"A load has no {shown(key)}", (*path, key), "remove it", code="TRL341")
        if value.get("mode") != "range":
            fix = "write `{mode: range, column: …}`, or one word: `replace`, `append` or `upsert`"
            yield Complaint("Only a load by range is written out", path, fix, code="TRL341")
        elif not isinstance(value.get("column"), str) or not value["column"]:
            fix = "add `column: …`, a date or a timestamp of the contract"
            yield Complaint("A load by range does not say of which column", path, fix, code="TRL343")
    elif value == "range":
        fix = "write `{mode: range, column: …}`"
        yield Complaint("A load by range does not say of which column", path, fix, code="TRL343")
    elif value not in LOADS:
        fix = suggestion(str(value), LOADS, synonyms={"full": "replace", "merge": "upsert", "incremental": "append"})
        yield Complaint(f"A port is not loaded by {shown(value)}", path, fix, code="TRL341")


def loading_misfits(
    descriptor: "Descriptor", contracts: Mapping[str, Contract]
) -> Iterator[tuple[str, str, Path, str]]:
    """Yield code, message, path and fix where loads do not fit the contracts (by table) or the inputs."""
    for port in descriptor.outputs:
        contract = contracts.get(port.table)
        if contract and port.load.mode == "upsert" and not contract.table.primary_key:
            message = f"`{port.name}` is loaded by upsert, and its contract has no primary key"
            fix = "mark the key with `primaryKey: true`, or load by `append`"
            yield "TRL342", message, (*port.path, "customProperties"), fix
        if contract and port.load.mode == "range":
            yield from _range(port.name, port.load.column, contract, (*port.path, "customProperties"))
    keeps = any(port.load.keeps for port in descriptor.outputs)
    news = [port for port in descriptor.inputs if port.read == "new"]
    if keeps and descriptor.inputs and not news:
        message = "The product adds to what it has made, and reads all of every input each time"
        fix = "add `{property: read, value: new}` to the input whose new rows are to be added"
        yield "TRL344", message, ("inputPorts",), fix
    for unread in () if keeps else news:
        message = f"`{unread.name}` is to be read for what is new, and no port is loaded by append or upsert"
        yield (
            "TRL345",
            message,
            (*unread.path, "customProperties"),
            "load the port by `append` or `upsert`, or read `whole`",
        )


def _range(port: str, name: str, contract: Contract, path: Path) -> Iterator[tuple[str, str, Path, str]]:
    fitting = [one.name for one in contract.table.columns if one.type.kind in {Kind.DATE, Kind.TIMESTAMP}]
    if name not in fitting:
        column = contract.table.column(name)
        what = f"is {column.type}, no date or timestamp" if column else "is not in its contract"
        fix = suggestion(name, fitting, otherwise="add such a column, or load by `replace`")
        yield "TRL343", f"`{port}` is loaded by ranges of `{name}`, which {what}", path, fix
