"""One output port of a run: made, judged row by row, staged on its audit branch, and judged as a whole."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from governance.checks import CheckPlan, Outcome, classify, convert, duckdb_type, is_as_it_came, judge_columns
from governance.errors import Conflict
from governance.names import PortName
from governance.sql.quoting import string
from sidecar.backends.duck import Connection, Measured, Rows, SplitResult, Target, columns_of, measure_whole, split
from sidecar.backends.duck.files import write
from sidecar.backends.tables import (
    Catalog,
    Staged,
    WriteMode,
    audit_branch,
    check_base,
    data_folder,
    field_ids,
    flush,
    load,
    stage,
)
from sidecar.failpoints import durable_step
from sidecar.quarantine import diverted, types_of
from sidecar.run.displace import Displaced, RunFiles, displace, staying_of
from sidecar.run.inputs import Inputs
from sidecar.run.intent import OUTSIDE, within
from sidecar.run.loading import Loading
from sidecar.run.news import needs_full_refresh
from sidecar.run.order import OrderedPort, RunOrder
from sidecar.run.report import PortReport
from sidecar.run.stock import broken_rules, outcomes_of_the_hour, rows_of, take_stock
from sidecar.run.summary import summary_of
from sidecar.run.transform import Made, Setting, forget, make

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
    tell: Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class PortWork:
    """A port whose rows wait on its audit branch, judged and ready to be shown."""

    port: OrderedPort
    loading: Loading
    made: Made
    report: PortReport
    staged: tuple[Staged, ...]
    location: str


def produce(shop: Workshop, loading: Loading) -> PortWork:
    """Make one port up to the point where only publishing is left.

    Raises `Conflict` when the columns are not the contract's, a rule on the whole table is broken, or a row is outside of
    the run's range; nothing is shown then, and what was staged is forgotten with the run.
    """
    for note in loading.notes:
        shop.tell(f"  {note}")
    if loading.is_other_contract:
        _rejudge(shop, loading)
    return _nothing_new(shop, loading) if loading.news.is_empty else _make(shop, loading)


def _make(shop: Workshop, loading: Loading) -> PortWork:
    port, table, connection = loading.port, loading.standing.table, shop.connection
    made = make(
        shop.order.files,
        port.name.table,
        inputs=shop.order.descriptor.inputs,
        relations=loading.news.relations,
        connection=connection,
        setting=Setting(mask_key=shop.order.mask_key, occasion=loading.intent.occasion),
    )
    plan = within(loading.plan, loading.intent.span)
    columns = columns_of(connection, made.relation)
    _refuse(port.name, judge_columns(plan, columns))
    folder = data_folder(table, shop.order.run_id)
    good = Target(folder=folder, field_ids=field_ids(table.schema()), partition_columns=port.contract.table.partition)
    bad = Target(folder=f"{shop.scratch}/{port.name.table}")
    with durable_step("run.split"):
        result = split(connection, plan, _rows(shop, loading, plan, made, columns), good=good, bad=bad)
    forget(connection, made)
    _refuse_outside(port.name, result)
    files = RunFiles(result=result, displaced=_displace(shop, loading, result, good), types=_types(plan, columns))
    with ThreadPoolExecutor(max_workers=1) as disk:
        # While the files are measured: both take their time, on different parts.
        flushed = disk.submit(flush, [file.path for file in files.new])
        measured = _measure(shop, loading, files)
        _refuse(port.name, measured.outcomes, result)
        report = _report(loading, files, measured.outcomes)
        staged = _stage(shop, loading, report, measured, files, flushed)
    return PortWork(port=port, loading=loading, made=made, report=report, staged=staged, location=table.location())


def _rows(shop: Workshop, loading: Loading, plan: CheckPlan, made: Made, columns: Mapping[str, str]) -> Rows:
    intent, standing = loading.intent, loading.standing
    classified = classify(
        plan, source=made.relation, source_columns=columns, parents=_parents(shop, loading), now=shop.now
    )
    typed = convert(plan, source=made.relation, source_columns=columns)
    stays = intent.mode is not WriteMode.REPLACE and bool(standing.files)
    staying = staying_of(shop.connection, plan, intent, standing) if stays else None
    return Rows(classified=classified, typed=typed, row_wise=made.row_wise, staying=staying)


def _parents(shop: Workshop, loading: Loading) -> dict[str, str]:
    """Where foreign keys lead: to other ports, and into this table's own rows where they stay."""
    own = {} if loading.intent.mode is WriteMode.REPLACE else {"": loading.standing.pinned.relation}
    return {**shop.inputs.parents(loading.plan.parents), **own}


def _rejudge(shop: Workshop, loading: Loading) -> None:
    broken = broken_rules(
        shop.connection,
        loading.plan,
        loading.intent,
        loading.standing,
        parents=_parents(shop, loading),
        now=shop.now,
    )
    if broken:
        rule, rows = max(broken.items(), key=lambda found: found[1])
        version = loading.port.contract.version
        why = f"{rows:,} rows that are there break `{rule}` of version {version} of its contract"
        raise needs_full_refresh(shop.order, loading.port.name, why)


def _displace(shop: Workshop, loading: Loading, result: SplitResult, target: Target) -> Displaced:
    if loading.intent.mode not in {WriteMode.UPSERT, WriteMode.RANGE}:
        return Displaced()
    with durable_step("run.displace"):
        return displace(
            shop.connection,
            loading.plan,
            loading.intent,
            loading.standing,
            good=result.good,
            target=target,
        )


def _measure(shop: Workshop, loading: Loading, files: RunFiles) -> Measured:
    if loading.intent.mode is WriteMode.REPLACE:
        relation = rows_of(loading.plan, files.result.good)
        return measure_whole(shop.connection, loading.plan, relation=relation, now=shop.now)
    return take_stock(
        shop.connection,
        loading.plan,
        loading.standing,
        files,
        digest=loading.port.contract.digest,
        now=shop.now,
    )


def _refuse(name: PortName, outcomes: Sequence[Outcome], result: SplitResult | None = None) -> None:
    broken = [one for one in outcomes if one.refuses]
    if broken:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise Conflict(
            f"`{name}` breaks its contract: {broken[0].message}{more}",
            hint="nothing was shown; mend the transform or the source, or publish another contract",
            slug="contract-broken",
            findings=[f"{one.rule}: {one.recorded}" for one in broken] + (_diverted(result) if result else []),
            recorded=f"`{name}` breaks its contract: {broken[0].recorded}{more}",
        )


def _refuse_outside(name: PortName, result: SplitResult) -> None:
    outside = sum(result.broken.get(rule, 0) for rule in OUTSIDE)
    if outside:
        raise Conflict(
            f"{outside:,} of {result.rows_in:,} rows for `{name}` are outside of the run's range",
            hint="let the transform ask for the range: `>= {{ range_start }}` and `< {{ range_end }}`",
            slug="outside-range",
        )


def _diverted(result: SplitResult) -> list[str]:
    """Rows that were kept out for reasons of their own are often why a table is too small."""
    worst = sorted(result.broken.items(), key=lambda found: -found[1])
    return [f"{rule}: {rows:,} of {result.rows_in:,} rows were kept out for this" for rule, rows in worst[:10] if rows]


def _types(plan: CheckPlan, columns: Mapping[str, str]) -> str:
    """SQL for what the texts of a diverted row were: the source's types, or the contract's where only a key is wrong."""
    ours = types_of({column.name: duckdb_type(column.type) for column in plan.columns})
    return f"CASE WHEN {is_as_it_came(plan)} THEN {string(types_of(columns))} ELSE {string(ours)} END"


def _nothing_new(shop: Workshop, loading: Loading) -> PortWork:
    """A snapshot that adds no file, so that the table says up to where its inputs were read; old rows can still be too old."""
    measured = outcomes_of_the_hour(
        shop.connection,
        loading.plan,
        loading.standing,
        digest=loading.port.contract.digest,
        now=shop.now,
    )
    _refuse(loading.port.name, measured.outcomes)
    nothing = RunFiles(result=SplitResult(good=(), bad=(), rows_in=0, rows_good=0, rows_bad=0, broken={}))
    report = _report(loading, nothing, measured.outcomes)
    staged = _stage(shop, loading, report, measured, nothing, None)
    made = Made(relation="", row_wise=True, text="")
    location = loading.standing.table.location()
    return PortWork(port=loading.port, loading=loading, made=made, report=report, staged=staged, location=location)


def _stage(
    shop: Workshop,
    loading: Loading,
    report: PortReport,
    measured: Measured,
    files: RunFiles,
    flushed: "Future[None] | None",
) -> tuple[Staged, ...]:
    branch = audit_branch(shop.order.run_id)
    table = load(shop.catalog, loading.port.name)
    check_base(table, loading.standing.pinned.snapshot_id)
    if flushed is not None:
        flushed.result()
    with durable_step("run.stage"):
        staged = [
            stage(
                table,
                [file.path for file in files.new],
                branch=branch,
                mode=loading.intent.mode,
                summary={**shop.summary, **summary_of(loading, report, measured.known)},
                dropped=files.displaced.dropped,
            )
        ]
    if files.result.bad:
        staged.append(_set_aside(shop, loading.port, files, branch))
    return tuple(staged)


def _set_aside(shop: Workshop, port: OrderedPort, made: RunFiles, branch: str) -> Staged:
    table = load(shop.catalog, port.name, table=port.name.quarantine)
    target = Target(folder=data_folder(table, shop.order.run_id), field_ids=field_ids(table.schema()))
    files = ", ".join(string(file.path) for file in made.result.bad)
    select = diverted(
        f"read_parquet([{files}])",
        run_id=shop.order.run_id,
        contract=port.contract.digest,
        reasons="_reasons",
        types=made.types,
    )
    known = ", ".join(field.name for field in table.schema().fields)  # tables of the first versions have no `types`
    written = [file.path for file in write(shop.connection, f"SELECT {known} FROM ({select})", target)]
    flush(written)
    with durable_step("run.quarantine"):
        return stage(table, written, branch=branch, mode=WriteMode.APPEND, summary=shop.summary)


def _report(loading: Loading, files: RunFiles, outcomes: Sequence[Outcome]) -> PortReport:
    result = files.result
    before = loading.standing.pinned.rows
    replaced = before if loading.intent.mode is WriteMode.REPLACE else files.displaced.rows
    return PortReport(
        port=str(loading.port.name),
        contract=loading.port.contract.digest,
        version=str(loading.port.contract.version),
        mode=loading.intent.mode.value,
        rows=result.rows_in,
        published=result.rows_good,
        quarantined=result.rows_bad,
        replaced=replaced,
        total=before - replaced + result.rows_good,
        reasons=dict(result.broken),
        outcomes=tuple(outcomes),
        notes=tuple(loading.notes),
    )
