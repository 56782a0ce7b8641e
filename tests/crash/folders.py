"""The products of a shop, rendered: sales/orders and what may become of it, sales/by_append and its like, marketing/spend."""

from pathlib import Path

from tests.factories.orders import edit, orders, spend, write_csv

__all__ = ["LOADS", "folders"]

LOADS = ("append", "upsert", "range")
_CHANNEL = """
      - name: channel
        logicalType: string
        classification: internal
        description: How it was placed
team:
"""
_RETENTION = """  - property: retention
    element: placed
    value: 10
    unit: y
"""


def folders(root: Path) -> None:
    """Render sales/orders, its next version with another column, one that takes more in, one that ages, and marketing/spend."""
    orders(root / "orders")
    _following(root / "mended", "          - value: FR\n", "          - value: FR\n          - value: XX\n")
    _following(root / "ageing", "slaProperties:\n", f"slaProperties:\n{_RETENTION}")
    following = orders(root / "next")
    edit(following, "contracts/orders.odcs.yaml", "version: 1.0.0", "version: 1.1.0")
    edit(following, "contracts/orders.odcs.yaml", "\nteam:\n", _CHANNEL)
    edit(following, "product.odps.yaml", "\nversion: 1.0.0\nstatus", "\nversion: 1.1.0\nstatus")
    edit(
        following,
        "product.odps.yaml",
        "version: 1.0.0\n    contractId: sales.orders\n",
        "version: 1.1.0\n    contractId: sales.orders\n",
    )
    edit(following, "transform.sql", "\n    placed", "\n    placed,\n    'web' AS channel")
    spend(root / "spend")
    write_csv(root / "ageing", ["91,a@example.org,DE,1.00,2001-01-01", "92,a@example.org,DE,1.00,2026-01-01"])
    for load in LOADS:
        _added(root / f"by_{load}", load)


def _added(folder: Path, load: str) -> None:
    """Render sales/by_append and its like, on every file of a folder."""
    name = folder.name
    orders(folder, product=name, location="data/*.csv")
    value = "{mode: range, column: placed}" if load == "range" else load
    port = f"    contractId: sales.{name}\n"
    edit(
        folder, "product.odps.yaml", port, f"{port}    customProperties:\n      - {{property: load, value: {value}}}\n"
    )
    if load == "range":
        text = (folder / "transform.sql").read_text()
        inside = "TRY_CAST(placed AS date) >= {{ range_start }} AND TRY_CAST(placed AS date) < {{ range_end }}"
        where = f"{{% if range_start is defined %}}WHERE {inside}{{% endif %}}\n"
        (folder / "transform.sql").write_text(text.rstrip() + "\n" + where)
    else:
        source = "      - property: source\n"
        edit(folder, "product.odps.yaml", source, "      - {property: read, value: new}\n" + source)


def _following(folder: Path, old: str, new: str) -> None:
    orders(folder)
    edit(folder, "contracts/orders.odcs.yaml", old, new)
    edit(folder, "contracts/orders.odcs.yaml", "version: 1.0.0", "version: 1.1.0")
    edit(folder, "product.odps.yaml", "\nversion: 1.0.0\nstatus", "\nversion: 1.1.0\nstatus")
    named = "version: 1.0.0\n    contractId: sales.orders\n"
    edit(folder, "product.odps.yaml", named, named.replace("1.0.0", "1.1.0"))
