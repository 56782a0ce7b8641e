"""The types that a contract can give a column, free of any engine's spelling."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.contracts.model import Column

__all__ = ["DataType", "Kind"]


class Kind(StrEnum):
    """What sort of value a column holds (ODCS 3.2.0 `logicalType`, with `number` split by exactness)."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    OBJECT = "object"
    ARRAY = "array"
    MAP = "map"
    VECTOR = "vector"


@dataclass(frozen=True, kw_only=True)
class DataType:
    """One type: its kind, and what that kind needs to be exact.

    `bits` is 32 or 64 for integers and floats, `precision` and `scale` belong to decimals, `zoned` to timestamps,
    `fields` to objects, `item` to arrays and vectors, `key` and `value` to maps, `size` (elements) to vectors.
    """

    kind: Kind
    bits: int = 64
    precision: int = 38
    scale: int = 9
    zoned: bool = False
    fields: "tuple[Column, ...]" = ()
    item: "Column | None" = None
    key: "Column | None" = None
    value: "Column | None" = None
    size: int = 0

    def __str__(self) -> str:
        match self.kind:
            case Kind.INTEGER:
                return "integer" if self.bits == 64 else "int32"
            case Kind.FLOAT:
                return "number" if self.bits == 64 else "float32"
            case Kind.DECIMAL:
                return f"decimal({self.precision},{self.scale})"
            case Kind.TIMESTAMP:
                return "timestamp with time zone" if self.zoned else "timestamp"
            case Kind.ARRAY if self.item:
                return f"array<{self.item.type}>"
            case Kind.MAP if self.key and self.value:
                return f"map<{self.key.type},{self.value.type}>"
            case Kind.OBJECT:
                return "object<" + ",".join(f"{field.name}:{field.type}" for field in self.fields) + ">"
            case Kind.VECTOR:
                return f"vector({self.size})"
            case _:
                return self.kind.value
