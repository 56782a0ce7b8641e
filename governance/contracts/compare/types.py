"""Which types a table can grow into: Iceberg's promotions (iceberg.apache.org/spec, "Schema Evolution")."""

from governance.contracts.types import DataType, Kind

__all__ = ["is_promotion", "same_type"]


def same_type(old: DataType, new: DataType) -> bool:
    """Tell whether two types are the same in themselves, what is nested in them left out."""
    if old.kind is not new.kind:
        return False
    match old.kind:
        case Kind.INTEGER | Kind.FLOAT:
            return old.bits == new.bits
        case Kind.DECIMAL:
            return (old.precision, old.scale) == (new.precision, new.scale)
        case Kind.TIMESTAMP:
            return old.zoned == new.zoned
        case Kind.VECTOR:
            return old.size == new.size
        case _:
            return True


def is_promotion(old: DataType, new: DataType) -> bool:
    """Tell whether a table's column can grow from `old` to `new`, every value kept: int to long, float to double, and
    decimals to more digits of the same scale.
    """
    if old.kind is not new.kind:
        return False
    match old.kind:
        case Kind.INTEGER | Kind.FLOAT:
            return old.bits < new.bits
        case Kind.DECIMAL:
            return old.scale == new.scale and old.precision < new.precision
        case _:
            return False
