"""What a run knows of a table before it adds to it."""

import pytest

from governance.names import PortName
from governance.policy.decision import Mask, ReadDecision, RowFilter
from sidecar.run.standing import law_of

PORT = PortName("operations", "flights")


def law(**changed):
    said = {"columns": ("id",), "denials": (), "masks": (), "filters": (), "grants": (), "revision": "r"}
    return law_of([(PORT, ReadDecision(allowed=True, **said | changed))])[str(PORT)]


@pytest.mark.parametrize(
    "changed",
    [
        {"masks": (Mask(column="id", kind="hash", policy="p"),)},
        {"filters": (RowFilter(column="id", values=(1,), policy="p"),)},
        {"filters": (RowFilter(column="id", values=(), policy="p"),)},
    ],
)
def test_another_mask_or_filter_is_another_law(changed):
    assert law(**changed) != law()


@pytest.mark.parametrize("changed", [{"revision": "s"}, {"grants": ("g",)}, {"columns": ("id", "new")}])
def test_what_shows_the_same_rows_and_values_is_the_same_law(changed):
    assert law(**changed) == law()
