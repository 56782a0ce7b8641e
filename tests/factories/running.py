"""Products published and run on a small mesh, as their owners would."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from governance.names import ProductName
from platform_api.embedded import Embedded
from sidecar.platform import Platform
from sidecar.run import RunReport, Surroundings, run_product
from sidecar.run.asked import Asked
from tests.factories.mesh import Mesh
from tests.factories.products import product_files

__all__ = ["ROWS", "problem", "publish", "published", "query", "run", "surroundings", "write_rows"]

ROWS = "id,carrier,tailnum,delay\n1,AA,N1,5\n2,UA,N2,-3.5\n3,AA,N3,\n4,DL,N4,-100\n,DL,N5,7\n"
"""Three good rows of `operations/trips`; then one that is too early, and one without its key."""


def write_rows(folder: Path, text: str = ROWS, name: str = "rows.csv") -> Path:
    """Put a source where a product looks for it, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder


def publish(
    mesh: Mesh,
    files: Mapping[str, str],
    *,
    by: str = "olga",
    name: str = "operations/trips",
    key: str = "",
    **more: Any,
) -> httpx.Response:
    """Return the answer to a publish."""
    headers = {"Idempotency-Key": key} if key else {}
    body = {"files": dict(files), **more}
    return mesh.by(by).post(f"/api/v1/products/{name}/versions", json=body, headers=headers)


def published(
    mesh: Mesh, files: Mapping[str, str] | None = None, *, by: str = "olga", name: str = "operations/trips", **more: Any
) -> dict[str, Any]:
    """Return what a publish that must succeed answers."""
    answer = publish(mesh, files or product_files(name), by=by, name=name, **more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def surroundings(
    mesh: Mesh, scratch: Path, *, by: str = "olga", asked: Mapping[str, Any] | None = None
) -> Surroundings:
    """Return what a run is given on a mesh; tables may be written only on its audit branches."""
    scratch.mkdir(parents=True, exist_ok=True)
    embedded = Embedded(app=mesh.app, close=lambda: None)
    return Surroundings(
        platform=Platform(mesh.by(by)),
        catalog=embedded.tables_of_run,
        scratch=str(scratch),
        memory_bytes=256 << 20,
        asked=asked or {},
    )


def run(
    mesh: Mesh,
    scratch: Path,
    name: str = "operations/trips",
    *,
    by: str = "olga",
    tell: Any = None,
    request: Mapping[str, Any] | None = None,
    **asked: Any,
) -> RunReport:
    """Run a published product once, as `asked`; `tell` hears what is being done, `request` is what else is asked for."""
    given = surroundings(mesh, scratch, by=by, asked=request)
    heard = replace(given, tell=tell) if tell else given
    return run_product(ProductName.parse(name), heard, Asked(**asked))


def query(mesh: Mesh, sql: str, *, by: str = "olga", purpose: str = "", accept: str = "*/*") -> httpx.Response:
    """Return the answer to a query."""
    body = {"sql": sql, "purpose": purpose}
    return mesh.by(by).post("/api/v1/mesh/query", json=body, headers={"Accept": accept})


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return a failure's status and the last part of its type."""
    return answer.status_code, answer.json()["type"].rpartition("/")[2]
