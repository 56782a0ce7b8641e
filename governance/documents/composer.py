"""Events in, plain data and places out; anything beyond the bounds is refused while it is being read."""

from typing import Any

from ruamel.yaml.error import StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from governance.documents.characters import unacceptable
from governance.documents.model import Node
from governance.documents.refusal import Refusal
from governance.documents.scalars import Oversized, read_elsewhere, resolve
from governance.documents.scanner import EventStream

__all__ = ["MAX_DEPTH", "MAX_ENTRIES", "MAX_NODES", "Composer"]

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_ENTRIES = 5_000
_MOST_COMPLAINTS = 100


class Composer:
    """Builds one document's data and places from its events, and collects what does not stop the reading."""

    def __init__(self, events: EventStream, complaints: list[Refusal], *, json: bool = False) -> None:
        self.events = events
        self.json = json
        self.complaints = complaints
        self._nodes = 0

    def compose(self) -> tuple[Any, Node]:
        """Return the data and the places of the only document; raise `Refusal` when there is none, or two."""
        self.events.get_event()
        if isinstance(self.events.get_event(), StreamEndEvent):
            raise Refusal("TRL107", "The document is empty", fix="write at least `apiVersion`, `kind` and `id`")
        data, node = self._node(self.events.get_event(), 1)
        self.events.get_event()
        after = self.events.get_event()
        if not isinstance(after, StreamEndEvent):
            fix = "put each document in a file of its own"
            raise Refusal("TRL107", "A second document starts here", fix=fix, mark=after.start_mark)
        return data, node

    def _complain(self, code: str, message: str, mark: StreamMark, fix: str) -> None:
        self.complaints.append(Refusal(code, message, fix=fix, mark=mark))
        if len(self.complaints) >= _MOST_COMPLAINTS:
            raise Refusal("TRL102", f"Reading stops after {_MOST_COMPLAINTS} complaints", mark=mark)

    def _node(self, event: Any, depth: int) -> tuple[Any, Node]:
        self._check_bounds(event, depth)
        node = Node(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, ScalarEvent):
            return self._scalar(event), node
        data = self._mapping(node, depth) if isinstance(event, MappingStartEvent) else self._sequence(node, depth)
        return data, node

    def _check_bounds(self, event: Any, depth: int) -> None:
        self._nodes += 1
        mark = event.start_mark
        if depth > MAX_DEPTH:
            raise Refusal("TRL102", f"Nested deeper than {MAX_DEPTH} levels", fix="flatten the document", mark=mark)
        if self._nodes > MAX_NODES:
            raise Refusal("TRL102", f"More than {MAX_NODES:,} values", fix="split the document", mark=mark)
        if isinstance(event, AliasEvent) or event.anchor:
            fix = "write the value out where it is used"
            raise Refusal("TRL103", "Anchors and aliases are not read", fix=fix, mark=mark)
        if event.tag is not None:
            raise Refusal("TRL103", "Tags are not read", fix="remove the `!…` before the value", mark=mark)

    @staticmethod
    def _check_length(data: list[Any] | dict[str, Any], event: Any) -> None:
        if len(data) > MAX_ENTRIES:
            message = f"More than {MAX_ENTRIES:,} entries stand side by side"
            raise Refusal("TRL102", message, fix="split the document", mark=event.start_mark)

    def _scalar(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if event.style is not None:
            return self._quoted(text, event)
        try:
            value = resolve(text)
        except Oversized as fault:
            self._complain("TRL106", str(fault), event.start_mark, "write it in quotes if it is a text")
            return None
        if not self.json and (elsewhere := read_elsewhere(text)):
            meant, fix = ("text", f'"{text}"') if value is text else (f"the number {value:g}", str(value))
            message = f"`{text}` is {meant} here, and {elsewhere} to readers of YAML 1.1"
            self._complain("TRL109", message, event.start_mark, f"write `{fix}`")
        return value

    def _quoted(self, text: str, event: ScalarEvent) -> str:
        if event.style == '"':
            text = _joined_surrogates(text)
            if hidden := unacceptable(text):
                message = f"The text holds {hidden[1]}, which is not shown"
                self._complain("TRL105", message, event.start_mark, "remove the escape")
        return text

    def _sequence(self, node: Node, depth: int) -> list[Any]:
        data: list[Any] = []
        node.children = children = []
        while not isinstance(event := self.events.get_event(), SequenceEndEvent):
            value, child = self._node(event, depth + 1)
            data.append(value)
            children.append(child)
            self._check_length(data, event)
        return data

    def _mapping(self, node: Node, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        node.children = children = {}
        keys: dict[str, tuple[int, int]] = {}
        node.keys = keys
        while not isinstance(event := self.events.get_event(), MappingEndEvent):
            key = self._key(event, depth)
            value, child = self._node(self.events.get_event(), depth + 1)
            if key in data:
                message = f"The key `{key}` is given twice; first on line {keys[key][0]}"
                self._complain("TRL104", message, event.start_mark, "keep one of them")
                continue
            data[key], children[key] = value, child
            keys[key] = (event.start_mark.line + 1, event.start_mark.column + 1)
            self._check_length(data, event)
        return data

    def _key(self, event: Any, depth: int) -> str:
        self._check_bounds(event, depth)
        if not isinstance(event, ScalarEvent):
            raise Refusal("TRL108", "A key is a list or a mapping", fix="use a plain word", mark=event.start_mark)
        if event.style is None and not isinstance(_lenient(event.value), str):
            fix = f'write `"{event.value}"`'
            self._complain("TRL108", f"The key `{event.value[:40]}` is not a text", event.start_mark, fix)
        return self._quoted(event.value, event)


def _lenient(text: str) -> Any:
    try:
        return resolve(text)
    except Oversized:
        return None


def _joined_surrogates(text: str) -> str:
    r"""Join the halves that JSON writes as `😀`; what stays alone is refused afterwards."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "\ud800")
