"""Whether values of a promised type can be read as the expected one."""

from governance.contracts.types import DataType, Kind

__all__ = ["is_readable_as"]

_DIGITS = {32: 10, 64: 19}


def is_readable_as(promised: DataType, expected: DataType) -> bool:
    """Tell whether every value of `promised` is one of `expected`; what is nested in them is compared elsewhere.

    Whole numbers and decimals count as `number`: SQL reads them so, exactly up to 15 digits.
    """
    match expected.kind:
        case Kind.INTEGER:
            return _fits_integer(promised, expected.bits)
        case Kind.FLOAT:
            numbers = {Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT}
            return promised.kind in numbers and (expected.bits == 64 or promised == expected)
        case Kind.DECIMAL:
            return _fits_decimal(promised, expected)
        case Kind.TIMESTAMP:
            return promised.kind is Kind.TIMESTAMP and promised.zoned == expected.zoned
        case Kind.VECTOR:
            return promised.kind is Kind.VECTOR and expected.size in {0, promised.size}
        case _:
            return promised.kind is expected.kind


def _fits_integer(promised: DataType, bits: int) -> bool:
    if promised.kind is Kind.DECIMAL:
        return promised.scale == 0 and promised.precision < _DIGITS[bits]
    return promised.kind is Kind.INTEGER and promised.bits <= bits


def _fits_decimal(promised: DataType, expected: DataType) -> bool:
    whole = expected.precision - expected.scale
    if promised.kind is Kind.INTEGER:
        return whole >= _DIGITS[promised.bits]
    return (
        promised.kind is Kind.DECIMAL
        and promised.scale <= expected.scale
        and promised.precision - promised.scale <= whole
    )
