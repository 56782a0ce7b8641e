"""What a rule's own SQL yields is for whoever runs it, and is never written down."""

from governance.checks import Outcome
from sidecar.run.report import PortReport

FOUND = {"rule": "orders.quality.top", "severity": "warning", "measured": 98_765, "expected": "the top is below 10"}
MESSAGE = "the top is below 10; its query gives 98765, which must be less than 10"


def written(*outcomes):
    report = PortReport(
        port="sales.orders",
        contract="0" * 64,
        version="1.0.0",
        mode="replace",
        rows=1,
        published=1,
        quarantined=0,
        reasons={},
        outcomes=outcomes,
    )
    return report.as_json()["outcomes"]


def test_the_figure_of_a_sql_rule_is_left_out_of_what_is_written_down():
    (one,) = written(Outcome(**FOUND, passed=False, message=MESSAGE, is_sql=True))
    assert (one["measured"], one["message"]) == (None, "the top is below 10; its query gives something else")


def test_counts_of_other_rules_are_written_down():
    (one,) = written(Outcome(**FOUND, passed=False, message=MESSAGE))
    assert (one["measured"], one["message"]) == (98_765, MESSAGE)
