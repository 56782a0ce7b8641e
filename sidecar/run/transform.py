"""From a product's inputs to the rows of one output port, as a relation that has not been read yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from governance.descriptors import InputPort
from governance.errors import NotFound
from governance.sql import GovernedTable, Occasion, Relation, compile_transform, render_template
from governance.sql.quoting import identifier
from sidecar.backends.code import call_transform
from sidecar.backends.duck import Connection, said_plainly

__all__ = ["Made", "Setting", "everything", "forget", "make", "transform_file"]

Edges = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A transform's result. `relation` can stand after FROM; when it is `row_wise` it may be read more than once.

    It reads the tables `stages`, which hold what the product may see of filtered inputs; `forget` them when it was read.
    `lineage` has each output column with the (input, column) pairs it comes from, `influences` the pairs that filter,
    join or group; both are None when nobody can tell, as for Python.
    """

    relation: str
    row_wise: bool
    text: str
    stages: tuple[str, ...] = ()
    lineage: Edges | None = None
    influences: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a transform's rows depend on beside its inputs: the key of `hash` masks, and what its template may ask."""

    mask_key: bytes
    occasion: Occasion = field(default_factory=Occasion)


def transform_file(files: Mapping[str, str], table: str) -> str:
    """Return the path of the transform that makes a table: its own under `transforms/`, or the product's one."""
    candidates = (f"transforms/{table}.sql", f"transforms/{table}.py", "transform.sql", "transform.py")
    found = next((path for path in candidates if path in files), None)
    if found is None:
        raise NotFound(f"Nothing makes the table `{table}`", hint="write `transform.sql` or `transform.py`")
    return found


def make(
    files: Mapping[str, str],
    table: str,
    *,
    inputs: Iterable[InputPort],
    relations: Mapping[str, Relation | GovernedTable],
    connection: Connection,
    setting: Setting,
) -> Made:
    """Return the rows of a table. SQL is Trino's, over `relations` by the names of the `inputs`; raises `Invalid`."""
    path = transform_file(files, table)
    text = files[path]
    if path.endswith(".py"):
        every = {name: everything(name, relation, setting.mask_key) for name, relation in relations.items()}
        made = call_transform(connection, text, file=path, inputs=every, table=table)
        return Made(relation=made, row_wise=False, text=text)
    names = {spelling: port.name for port in inputs for spelling in port.spellings}
    rendered = render_template(text, inputs=names, sources=names, variables={}, occasion=setting.occasion)
    compiled = compile_transform(rendered, relations, hash_key=setting.mask_key)
    with said_plainly():
        for name, stage in compiled.stages:
            connection.execute(f"CREATE OR REPLACE TABLE {identifier(name)} AS {stage}")
    return Made(
        relation=f"({compiled.sql})",
        row_wise=compiled.row_wise,
        text=text,
        stages=tuple(name for name, _ in compiled.stages),
        lineage=compiled.lineage,
        influences=compiled.influences,
    )


def forget(connection: Connection, made: Made) -> None:
    """Give back what the stages of a transform take."""
    for name in made.stages:
        connection.execute(f"DROP TABLE {identifier(name)}")


def everything(name: str, relation: Relation | GovernedTable, mask_key: bytes) -> str:
    """Return SQL for all that the law lets a product see of an input."""
    return compile_transform(f'SELECT * FROM "input:{name}"', {name: relation}, hash_key=mask_key).sql
