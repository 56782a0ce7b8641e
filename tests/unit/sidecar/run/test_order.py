import pytest

from governance.errors import Invalid
from governance.policy.decision import Denial, Mask, ReadDecision, RowFilter
from sidecar.run.order import read_order

DECISION = {
    "allowed": True,
    "columns": ["id", "tailnum"],
    "denials": [{"policy": "p", "path": "x", "message": "m", "fix": "f"}],
    "masks": [{"column": "tailnum", "kind": "hash", "policy": "p"}],
    "filters": [{"column": "id", "values": [1], "policy": "p"}],
    "grants": ["grant_1"],
    "revision": "r",
}


def reading(document, **changes):
    one = {"name": "late", "port": "weather.late", "role": "input", "decision": DECISION, "expectations": ""}
    return {**document, "inputs": [{**one, **changes}]}


def test_an_order_is_read_with_its_documents(order):
    assert (order.lease.fence, order.version, order.git, order.mask_key) == (3, "1.0.0", "abc", bytes(32))
    assert [port.contract.table.name for port in order.ports] == ["trips"]
    assert list(order.expectations) == ["rows"]


def test_an_input_comes_with_its_decision(document):
    (one,) = read_order(reading(document)).inputs
    assert one.decision == ReadDecision(
        allowed=True,
        columns=("id", "tailnum"),
        denials=(Denial(policy="p", path="x", message="m", fix="f"),),
        masks=(Mask(column="tailnum", kind="hash", policy="p"),),
        filters=(RowFilter(column="id", values=(1,), policy="p"),),
        grants=("grant_1",),
        revision="r",
    )
    assert (str(one.port), one.is_reference, one.expectations) == ("weather.late", False, None)


def test_a_reference_is_told_apart(document):
    assert read_order(reading(document, role="reference")).inputs[0].is_reference


@pytest.mark.parametrize("path", ["product.odps.yaml", "contract", "expectations"])
def test_what_this_trellis_cannot_read_is_said_to_be_so(document, path):
    if path == "contract":
        document["ports"][0]["contract"] = "kind: ["
    elif path == "expectations":
        document = reading(document, expectations="kind: [")
    else:
        document["files"][path] = "kind: ["
    with pytest.raises(Invalid, match="cannot be read by this Trellis") as failure:
        read_order(document)
    assert failure.value.hint == "publish the product again"
