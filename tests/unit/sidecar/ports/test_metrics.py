"""Prometheus' own parser reads what is told, and the contract bounds how much that is."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sidecar.ports.metrics import PortFigures, ProductFigures, exposition
from tests.factories.mesh import NOON
from tests.factories.past_runs import HOUR, PORT, levels, listed, past, promise

FRESH = {"property": "freshness", "value": 2, "unit": "h"}


def families(*runs, version="1.0.0"):
    ports = [PortFigures(port=PORT, plan=promise(FRESH).plan, levels=levels(FRESH, runs=past(*runs)))]
    told = {"product": "operations/trips", "version": version, "status": "active", "team": "flight_ops"}
    text = exposition(ProductFigures(**told, runs=past(*runs), ports=ports, now=NOON)).decode()
    return {family.name: family for family in text_string_to_metric_families(text)}


def values(family, label):
    return {sample.labels[label]: sample.value for sample in family.samples}


def test_the_newest_run_is_told_as_state_times_and_rows():
    found = families(listed(-HOUR, began=-HOUR - 30, rows=7, published=5, quarantined=2, reasons={"id.required": 2}))
    assert values(found["trellis_product_last_run_state"], "state")["published"] == 1
    assert found["trellis_product_last_run_duration_seconds"].samples[0].value == 30
    assert values(found["trellis_port_last_run_rows"], "outcome") == {"published": 5, "quarantined": 2}
    assert values(found["trellis_port_last_run_quarantined_rows"], "rule")["id.required"] == 2
    assert found["trellis_port_freshness_seconds"].samples[0].value == HOUR


def test_service_levels_are_told_with_their_budgets():
    found = families(listed(-4 * HOUR))
    told = {name: found[f"trellis_port_slo_{name}"].samples[0].value for name in ("kept", "attained_ratio")}
    assert told == {"kept": 0, "attained_ratio": 0.5}
    assert found["trellis_port_slo_error_budget_left_ratio"].samples[0].value == pytest.approx(-49)


def test_a_product_that_never_ran_has_no_times_and_no_crash():
    found = families()
    assert set(values(found["trellis_product_last_run_state"], "state").values()) == {0}
    assert found["trellis_product_last_success_timestamp_seconds"].samples == []


def test_names_have_units_help_and_a_type():
    for name, family in families(listed(-HOUR)).items():
        assert name.startswith(("trellis_product_", "trellis_port_"))
        assert (family.type, bool(family.documentation)) == ("gauge", True)
        assert name.rsplit("_", 1)[1] in {"seconds", "rows", "ratio", "info", "state", "kept", "rate"}


def test_whoever_writes_outcomes_adds_no_series():
    few = families(listed(-HOUR))
    made_up = {f"x{number}": number for number in range(1000)}
    told = [{"rule": f"y{number}", "passed": True, "measured": 1} for number in range(1000)]
    many = families(listed(-HOUR, reasons=made_up, outcomes=told))
    assert sum(len(one.samples) for one in many.values()) == sum(len(one.samples) for one in few.values())


def test_a_label_that_would_break_the_format_is_escaped():
    hostile = '1.0"} 5\nevil{x="'
    (sample,) = families(listed(-HOUR), version=hostile)["trellis_product_info"].samples
    assert sample.labels["version"] == hostile
