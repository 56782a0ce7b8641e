"""What a query may take where nobody says otherwise."""

from sidecar.query import Limits


def test_a_query_reaches_no_network_and_waits_for_ten_seconds_at_most():
    usual = Limits()
    assert (usual.network, usual.parallel, usual.waiting, usual.wait_seconds) == (False, 4, 32, 10.0)
