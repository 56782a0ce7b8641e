"""A product of somebody's own: sales/orders on a CSV file, and sales/totals or marketing/spend built on it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from product_templates import render

__all__ = ["COLUMNS", "ROWS", "edit", "orders", "spend", "write_csv"]

COLUMNS: Sequence[Mapping[str, Any]] = (
    {"name": "id", "type": "integer", "key": True, "description": "Number of the order"},
    {"name": "customer", "required": True, "classification": "confidential", "description": "E-mail of the customer"},
    {"name": "country", "enum": ["DE", "FR"], "required": True, "description": "Where it goes to"},
    {"name": "amount", "type": "number", "physical": "DECIMAL(10,2)", "description": "What was paid, in euros"},
    {"name": "placed", "type": "date", "required": True, "description": "Day on which it was placed"},
)
ROWS = (
    "1,ada@example.org,DE,10.50,2026-01-01",
    "2,bob@example.org,FR,7.25,2026-01-02",
    "3,cyd@example.org,DE,3.00,2026-01-03",
    "4,dan@example.org,XX,9.99,2026-01-04",
    "5,eli@example.org,FR,many,2026-02-31",
)
"""Three good rows, one in a country that is none, one with an amount and a day that are none."""


def write_csv(
    folder: Path,
    rows: Sequence[str] = ROWS,
    *,
    header: str = "id,customer,country,amount,placed",
    name: str = "orders",
) -> None:
    """Put rows where the product looks for them."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / f"{name}.csv").write_text("".join(f"{line}\n" for line in (header, *rows)))


def orders(folder: Path, rows: Sequence[str] = ROWS, **answers: Any) -> Path:
    """Render sales/orders of the team sales_desk, owned by ana, into a folder, with its file."""
    told = {
        "domain": "sales",
        "product": "orders",
        "description": "What was ordered",
        "team": "sales_desk",
        "owner": "ana",
        "contact": "sales@example.org",
        "columns": list(COLUMNS),
        "location": "data/orders.csv",
    }
    render("source-aligned", folder, told | answers)
    write_csv(folder, rows)
    return folder


def spend(folder: Path, **answers: Any) -> Path:
    """Render marketing/spend of the team growth, owned by mia: what each country paid, out of sales.orders."""
    read = [{"name": one["name"], **_typed(one)} for one in COLUMNS if one["name"] in {"country", "amount"}]
    told = {
        "domain": "marketing",
        "product": "spend",
        "description": "What each country paid",
        "team": "growth",
        "owner": "mia",
        "contact": "growth@example.org",
        "purpose": "campaigns",
        "row": "One country",
        "inputs": [{"port": "sales.orders", "columns": read}],
        "group_by": ["country"],
        "measures": [
            {"name": "orders", "description": "How many orders"},
            {"name": "paid", "function": "sum", "column": "amount", "description": "What they paid, in euros"},
        ],
    }
    render("aggregate", folder, told | answers)
    return folder


def _typed(column: Mapping[str, Any]) -> dict[str, Any]:
    return {name: column[name] for name in ("type", "physical", "enum", "required") if name in column}


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change a text of a product's file that must be in it."""
    path = folder / file
    text = path.read_text()
    assert old in text, f"{file} does not say {old!r}"
    path.write_text(text.replace(old, new))
