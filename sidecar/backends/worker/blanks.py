"""Makes the bytes under nulls zero.

An Arrow array holds a value in every slot, also in those that its bitmap calls null. DuckDB leaves there what happened
to be in its memory, which can be what a mask has just hidden.
"""

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc  # now: a worker that has given up its files could not import it any more

__all__ = ["blanked"]


def blanked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows, with zeros in every slot that is null."""
    columns = [_blank(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _blank(array: pa.Array) -> pa.Array:
    if not _has_nulls(array):
        return array
    if pa.types.is_struct(array.type):
        fields = [_blank(child) for child in array.flatten()]  # a null row is null in each of its fields
        return pa.StructArray.from_arrays(fields, fields=list(array.type), mask=array.is_null())
    whole = pc.take(array, _positions(len(array)))  # copies what is there, and writes zeros where nothing is
    if pa.types.is_map(array.type):
        parts = (whole.offsets, _blank(whole.keys), _blank(whole.items))
        return pa.MapArray.from_arrays(*parts, type=array.type, mask=whole.is_null())
    if pa.types.is_fixed_size_list(array.type):
        return pa.FixedSizeListArray.from_arrays(_blank(whole.values), type=array.type, mask=whole.is_null())
    if pa.types.is_list(array.type):
        return pa.ListArray.from_arrays(whole.offsets, _blank(whole.values), type=array.type, mask=whole.is_null())
    return whole


def _has_nulls(array: pa.Array) -> bool:
    if array.null_count:
        return True
    kind = array.type
    if pa.types.is_struct(kind):
        return any(_has_nulls(child) for child in array.flatten())
    if pa.types.is_map(kind):
        return _has_nulls(array.items) or _has_nulls(array.keys)
    return bool((pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind)) and _has_nulls(array.values))


@lru_cache(maxsize=4)
def _positions(length: int) -> pa.Array:
    return pa.array(range(length), pa.int64())
