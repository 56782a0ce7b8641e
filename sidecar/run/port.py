"""One output port of a run: made, judged row by row, staged on its audit branch, and judged as a whole."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from governance.checks import (
    CheckPlan,
    Outcome,
    classify,
    compile_checks,
    convert,
    duckdb_type,
    is_as_it_came,
    judge_columns,
)
from governance.errors import Conflict
from governance.names import PortName
from governance.sql.quoting import identifier, string
from sidecar.backends.duck import Connection, Rows, SplitResult, Target, columns_of, measure, split
from sidecar.backends.duck.files import write
from sidecar.backends.tables import (
    Catalog,
    Staged,
    WriteMode,
    audit_branch,
    data_folder,
    field_ids,
    flush,
    load,
    stage,
)
from sidecar.failpoints import durable_step
from sidecar.quarantine import diverted, types_of
from sidecar.run.inputs import Inputs
from sidecar.run.order import OrderedPort, RunOrder
from sidecar.run.report import PortReport
from sidecar.run.transform import Made, make

__all__ = ["PortWork", "Workshop", "produce"]


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What a run works with. `scratch` is a folder that goes with the run, `summary` stands in every snapshot."""

    order: RunOrder
    catalog: Catalog
    connection: Connection
    inputs: Inputs
    scratch: str
    summary: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class PortWork:
    """A port whose rows wait on its audit branch, judged and ready to be shown."""

    port: OrderedPort
    made: Made
    report: PortReport
    staged: tuple[Staged, ...]
    location: str


def produce(shop: Workshop, port: OrderedPort) -> PortWork:
    """Make one port up to the point where only publishing is left.

    Raises `Conflict` when the columns are not the contract's, or a rule on the whole table is broken; nothing is shown
    then, and what was staged is forgotten with the run.
    """
    made = make(
        shop.order.files,
        port.name.table,
        inputs=shop.order.descriptor.inputs,
        relations=shop.inputs.relations,
        connection=shop.connection,
        mask_key=shop.order.mask_key,
    )
    plan = compile_checks(port.contract)
    columns = columns_of(shop.connection, made.relation)
    _refuse(port.name, judge_columns(plan, columns))
    table = load(shop.catalog, port.name)
    folder = data_folder(table, shop.order.run_id)
    rows = _rows(shop, plan, made, columns)
    good = Target(folder=folder, field_ids=field_ids(table.schema()), partition_columns=port.contract.table.partition)
    bad = Target(folder=f"{shop.scratch}/{port.name.table}")
    with durable_step("run.split"):
        result = split(shop.connection, plan, rows, good=good, bad=bad)
    files = [file.path for file in result.good]
    with ThreadPoolExecutor(max_workers=1) as disk:
        flushed = disk.submit(flush, files)  # while the files are measured: both take their time, on different parts
        outcomes = _measure(shop, plan, files)
        _refuse(port.name, outcomes, result)
        staged = _stage(shop, port, result, flushed, types=_types(plan, columns))
    report = _report(port, result, outcomes)
    return PortWork(port=port, made=made, report=report, staged=staged, location=table.location())


def _rows(shop: Workshop, plan: CheckPlan, made: Made, columns: Mapping[str, str]) -> Rows:
    parents = shop.inputs.parents(plan.parents)
    classified = classify(plan, source=made.relation, source_columns=columns, parents=parents, now=shop.now)
    typed = convert(plan, source=made.relation, source_columns=columns)
    return Rows(classified=classified, typed=typed, row_wise=made.row_wise)


def _measure(shop: Workshop, plan: CheckPlan, files: list[str]) -> list[Outcome]:
    nothing = ", ".join(f"NULL::{duckdb_type(one.type)} AS {identifier(one.name)}" for one in plan.columns)
    written = f"read_parquet([{', '.join(string(path) for path in files)}])"
    return measure(
        shop.connection, plan, relation=written if files else f"(SELECT {nothing} WHERE false)", now=shop.now
    )


def _refuse(name: PortName, outcomes: Sequence[Outcome], result: SplitResult | None = None) -> None:
    broken = [one for one in outcomes if one.refuses]
    if broken:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise Conflict(
            f"`{name}` breaks its contract: {broken[0].message}{more}",
            hint="nothing was shown; mend the transform or the source, or publish another contract",
            slug="contract-broken",
            findings=[f"{one.rule}: {one.message}" for one in broken] + (_diverted(result) if result else []),
        )


def _diverted(result: SplitResult) -> list[str]:
    """Rows that were kept out for reasons of their own are often why a table is too small."""
    worst = sorted(result.broken.items(), key=lambda found: -found[1])
    return [f"{rule}: {rows:,} of {result.rows_in:,} rows were kept out for this" for rule, rows in worst[:10] if rows]


def _types(plan: CheckPlan, columns: Mapping[str, str]) -> str:
    """SQL for what the texts of a diverted row were: the source's types, or the contract's where only a key is wrong."""
    ours = types_of({column.name: duckdb_type(column.type) for column in plan.columns})
    return f"CASE WHEN {is_as_it_came(plan)} THEN {string(types_of(columns))} ELSE {string(ours)} END"


def _stage(
    shop: Workshop, port: OrderedPort, result: SplitResult, flushed: "Future[None]", *, types: str
) -> tuple[Staged, ...]:
    branch = audit_branch(shop.order.run_id)
    table = load(shop.catalog, port.name)
    summary = {**shop.summary, "trellis.contract": port.contract.digest, "trellis.quarantined": str(result.rows_bad)}
    flushed.result()
    good = [file.path for file in result.good]
    with durable_step("run.stage"):
        staged = [stage(table, good, branch=branch, mode=WriteMode.REPLACE, summary=summary)]
    if result.bad:
        staged.append(_set_aside(shop, port, result, branch, types=types))
    return tuple(staged)


def _set_aside(shop: Workshop, port: OrderedPort, result: SplitResult, branch: str, *, types: str) -> Staged:
    table = load(shop.catalog, port.name, table=port.name.quarantine)
    target = Target(folder=data_folder(table, shop.order.run_id), field_ids=field_ids(table.schema()))
    files = ", ".join(string(file.path) for file in result.bad)
    select = diverted(
        f"read_parquet([{files}])",
        run_id=shop.order.run_id,
        contract=port.contract.digest,
        reasons="_reasons",
        types=types,
    )
    known = ", ".join(field.name for field in table.schema().fields)  # tables of the first versions have no `types`
    written = [file.path for file in write(shop.connection, f"SELECT {known} FROM ({select})", target)]
    flush(written)
    with durable_step("run.quarantine"):
        return stage(table, written, branch=branch, mode=WriteMode.APPEND, summary=shop.summary)


def _report(port: OrderedPort, result: SplitResult, outcomes: Sequence[Outcome]) -> PortReport:
    return PortReport(
        port=str(port.name),
        contract=port.contract.digest,
        version=str(port.contract.version),
        mode=WriteMode.REPLACE.value,
        rows=result.rows_in,
        published=result.rows_good,
        quarantined=result.rows_bad,
        reasons=dict(result.broken),
        outcomes=tuple(outcomes),
    )
