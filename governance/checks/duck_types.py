"""DuckDB's types as values: read from the names that `DESCRIBE` prints, written back the same way."""

import re
from dataclasses import dataclass

from governance.errors import Invalid
from governance.sql.quoting import identifier

__all__ = ["DuckType", "read_type"]

_DEEPEST = 64
_TOKEN = re.compile(r"""\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([A-Za-z_][\w]*)|(\d+)|([()\[\],]))""")
_ALIASES = {
    "INT": "INTEGER", "INT4": "INTEGER", "INT32": "INTEGER", "SIGNED": "INTEGER",
    "INT8": "BIGINT", "INT64": "BIGINT", "LONG": "BIGINT",
    "INT2": "SMALLINT", "INT16": "SMALLINT", "SHORT": "SMALLINT", "INT1": "TINYINT",
    "FLOAT4": "FLOAT", "REAL": "FLOAT", "FLOAT8": "DOUBLE", "DOUBLE PRECISION": "DOUBLE",
    "BOOL": "BOOLEAN", "LOGICAL": "BOOLEAN",
    "TEXT": "VARCHAR", "STRING": "VARCHAR", "CHAR": "VARCHAR", "BPCHAR": "VARCHAR",
    "BYTEA": "BLOB", "BINARY": "BLOB", "VARBINARY": "BLOB",
    "DEC": "DECIMAL", "NUMERIC": "DECIMAL",
    "DATETIME": "TIMESTAMP", "TIMESTAMP_US": "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE", "TIMETZ": "TIME WITH TIME ZONE",
}  # fmt: skip


@dataclass(frozen=True)
class DuckType:
    """One type: its canonical name, and what is inside it.

    `sizes` are a decimal's precision and scale, or the length of a fixed `ARRAY`; `fields` are a struct's;
    `item` belongs to `LIST` and `ARRAY`, `key` and `value` to `MAP`.
    """

    name: str
    sizes: tuple[int, ...] = ()
    fields: "tuple[tuple[str, DuckType], ...]" = ()
    item: "DuckType | None" = None
    key: "DuckType | None" = None
    value: "DuckType | None" = None

    def field(self, name: str) -> "DuckType | None":
        """The type of a struct's field of exactly that name, or None."""
        return dict(self.fields).get(name)

    def __str__(self) -> str:
        match self.name:
            case "LIST":
                return f"{self.item}[]"
            case "ARRAY":
                return f"{self.item}[{self.sizes[0]}]"
            case "MAP":
                return f"MAP({self.key}, {self.value})"
            case "STRUCT":
                return "STRUCT(" + ", ".join(f"{identifier(name)} {kind}" for name, kind in self.fields) + ")"
            case "DECIMAL":
                return f"DECIMAL({self.sizes[0]},{self.sizes[1]})"
            case _:
                return self.name


def read_type(text: str) -> DuckType:
    """Read a type as DuckDB prints it (`DECIMAL(10,2)`, `STRUCT("a b" INTEGER)[]`); raise `Invalid` for anything else."""
    reader = _Reader(text)
    found = reader.type()
    if not reader.done:
        raise reader.fault()
    return found


class _Reader:
    """A cursor over the tokens of one type name; a word keeps its place before quotes are taken off."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        return self._at == len(self._tokens)

    def fault(self) -> Invalid:
        return Invalid(
            f"`{self._text[:80]}` is not a column type", hint="write it as DuckDB prints it, as in `DECIMAL(10,2)`"
        )

    def type(self) -> DuckType:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.fault()
        found = self._named()
        while self._take("["):
            size = self._number() if self._peek() != "]" else None
            self._need("]")
            found = DuckType("LIST", item=found) if size is None else DuckType("ARRAY", (size,), item=found)
        self._depth -= 1
        return found

    def _named(self) -> DuckType:
        name = self._spoken()
        if name == "STRUCT":
            return DuckType("STRUCT", fields=tuple(self._fields()))
        if name == "MAP":
            self._need("(")
            key = self.type()
            self._need(",")
            value = self.type()
            self._need(")")
            return DuckType("MAP", key=key, value=value)
        sizes = self._arguments() if self._take("(") else ()
        if name == "DECIMAL":
            return DuckType(name, (*sizes, 18, 3)[:2] if not sizes else (*sizes, 0)[:2])
        return DuckType(name)

    def _spoken(self) -> str:
        """Read a type's name, which may be several words; an unknown one is the engine's business."""
        kind, word = self._next()
        if kind not in {"word", "quoted"}:
            raise self.fault()
        name = word.upper()
        for tail in ("WITH TIME ZONE", "WITHOUT TIME ZONE", "PRECISION"):
            words = tail.split()
            following = [token[1].upper() for token in self._tokens[self._at : self._at + len(words)]]
            if following == words:
                self._at += len(words)
                name = f"{name} {tail}"
        return _ALIASES.get(name, name)

    def _fields(self) -> "list[tuple[str, DuckType]]":
        self._need("(")
        fields: list[tuple[str, DuckType]] = []
        while not fields or self._take(","):
            kind, name = self._next()
            if kind not in {"word", "quoted"}:
                raise self.fault()
            fields.append((name, self.type()))
        self._need(")")
        return fields

    def _arguments(self) -> tuple[int, ...]:
        """Read what stands in a scalar's brackets and keep its numbers: a union's members and an enum's values are not told apart."""
        depth, sizes = 1, []
        while depth:
            kind, found = self._next()
            depth += (found == "(") - (found == ")") if kind == "sign" else 0
            sizes += [int(found)] if kind == "number" else []
        return tuple(sizes)

    def _peek(self) -> str:
        return self._tokens[self._at][1] if not self.done else ""

    def _next(self) -> tuple[str, str]:
        if self.done:
            raise self.fault()
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, sign: str) -> bool:
        found = not self.done and self._tokens[self._at] == ("sign", sign)
        self._at += found
        return found

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self.fault()

    def _number(self) -> int:
        kind, token = self._next()
        if kind != "number":
            raise self.fault()
        return int(token)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if not found:
            raise Invalid(f"`{text[:80]}` is not a column type", hint=f"it stops making sense at character {at + 1}")
        kind = ("quoted", "text", "word", "number", "sign")[(found.lastindex or 1) - 1]
        token = found[found.lastindex or 1]
        tokens.append((kind, token.replace('""', '"') if kind == "quoted" else token))
        at = found.end()
    return tokens
