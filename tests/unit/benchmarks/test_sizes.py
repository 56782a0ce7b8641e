"""The benchmarks at a size at which they measure nothing, so that they still run when somebody wants to know."""

import sys

from tests.benchmarks import policy, write
from tests.benchmarks.data import make_orders
from tests.benchmarks.processes import timed


def test_one_order_in_a_hundred_is_set_aside(tmp_path):
    make_orders(tmp_path / "orders.parquet", rows=10_000)
    took = write.run(tmp_path / "orders.parquet", tmp_path / "mesh")
    assert 80 <= took["aside"] <= 120
    assert took["seconds"] > 0


def test_the_bare_side_appends_the_same_file(tmp_path):
    make_orders(tmp_path / "orders.parquet", rows=1000)
    assert write.append(tmp_path / "orders.parquet", tmp_path / "bare")["seconds"] > 0


def test_every_kind_of_decision_is_timed():
    names = [row["name"] for row in policy.measure(asked=5, opa=False)]
    assert [name for name in names if name.endswith("decisions")] == names[::3]
    assert len(names) == 9


def test_a_command_is_timed_with_all_its_processes(tmp_path):
    child = "import time; held = b'x' * (50 << 20); time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    took = timed([sys.executable, "-c", f"held = b'x' * (50 << 20); {parent}"])
    assert took.seconds > 0.3
    assert took.peak > 100 << 20
