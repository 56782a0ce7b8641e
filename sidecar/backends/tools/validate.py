"""Great Expectations as a judge: a suite and a Parquet file in, what came of each expectation out, and Data Docs beside."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sidecar.backends.tools.bridge import answer

__all__ = ["main"]

_SAMPLES = ("partial_unexpected_list", "partial_unexpected_counts", "partial_unexpected_index_list", "unexpected_list")
_ONE_VALUE = "observed_value"


def main() -> None:
    """Do the job that comes through stdin."""
    answer(_validate)


def _validate(job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    import great_expectations as gx

    context = gx.get_context(mode="file", project_root_dir=job["limits"]["scratch"])
    context.variables.progress_bars = {"globally": False}
    expectations = [_read(one) for one in job["suite"]["expectations"]]
    meta = job["suite"]["meta"]
    suite = context.suites.add(gx.ExpectationSuite(name=job["suite"]["name"], expectations=expectations, meta=meta))
    asset = context.data_sources.add_pandas("trellis").add_dataframe_asset(job["suite"]["name"])
    batch = asset.add_batch_definition_whole_dataframe("rows")
    definition = gx.ValidationDefinition(name=job["suite"]["name"], data=batch, suite=suite)
    result = context.validation_definitions.add(definition).run(
        batch_parameters={"dataframe": _frame(job["rows"])},
        result_format={"result_format": "SUMMARY", "partial_unexpected_count": 20},
    )
    withheld = set(job["withheld"])
    for one in result.results:
        _scrub(one, withheld)
    if job["docs"]:
        store = context.validation_results_store
        (key,) = store.list_keys()
        store.set(key, result)
        context.build_data_docs()
    return {}, json.dumps([_told(one) for one in result.results], default=str).encode()


def _read(one: Mapping[str, Any]) -> dict[str, Any]:
    kwargs = dict(one["kwargs"])
    for name in one["meta"]["trellis"]["moments"]:
        kwargs[name] = _moment(str(kwargs[name]))
    return {**one, "kwargs": kwargs}


def _moment(text: str) -> date | datetime:
    if len(text) == len("2026-01-31"):
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=None) if found.tzinfo is None else found


def _frame(path: str) -> Any:
    """The rows with values as they are: pandas' own types would make floats of whole numbers that lack one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = pq.read_table(path).to_pandas(integer_object_nulls=True, date_as_object=True)
    for field in pq.read_schema(path):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            frame[field.name] = frame[field.name].astype(object)
    return frame


def _scrub(one: Any, withheld: set[str]) -> None:
    """Take every value of a withheld column out of a result; its counts stay."""
    kwargs = one.expectation_config.kwargs
    if not withheld & {kwargs.get("column"), *(kwargs.get("column_list") or ())}:
        return
    for key in _SAMPLES:
        one.result.pop(key, None)
    if one.expectation_config.type.startswith("expect_column_m"):
        one.result.pop(_ONE_VALUE, None)
    one.exception_info = _quiet(one.exception_info)


def _quiet(told: Any) -> Any:
    if isinstance(told, Mapping) and "exception_message" in told:
        withheld = {"exception_message": "withheld", "exception_traceback": "withheld"}
        return {**told, **withheld} if told.get("raised_exception") else told
    return {key: _quiet(value) for key, value in told.items()} if isinstance(told, Mapping) else told


def _told(one: Any) -> dict[str, Any]:
    details = (one.result.get("details") or {}).get("mismatched") or {}
    return {
        "rule": one.expectation_config.meta["trellis"]["rule"],
        "type": one.expectation_config.type,
        "success": bool(one.success),
        "unexpected": one.result.get("unexpected_count"),
        "observed": one.result.get(_ONE_VALUE) if one.expectation_config.type.startswith("expect_table_row") else None,
        "missing": details.get("missing"),
        "undeclared": details.get("unexpected"),
        "error": next(iter(_errors(one.exception_info)), ""),
    }


def _errors(told: Any) -> Iterable[str]:
    if not isinstance(told, Mapping):
        return
    if told.get("raised_exception"):
        yield " ".join(str(told.get("exception_message")).split())[:300]
    for value in told.values():
        yield from _errors(value)
