"""Whether the process that holds a lease is still there, told by its name alone."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from sidecar.holder import holder, is_gone
from tests.factories.processes import run_code

NAME = "from sidecar.holder import holder; print(holder(), flush=True)"


def test_this_process_is_here():
    assert not is_gone(holder())
    assert holder() == holder()


def test_a_process_that_has_ended_is_gone():
    assert is_gone(run_code(NAME).strip())


def test_a_process_that_was_killed_is_gone_even_before_its_parent_looks():
    child = subprocess.Popen(
        [sys.executable, "-c", f"{NAME}; input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    name = child.stdout.readline().strip()
    assert not is_gone(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is still in the list of processes
    assert is_gone(name)
    child.communicate()


def test_another_process_under_the_same_number_is_not_the_one():
    machine, boot, number, began, *_ = holder().split(":")
    assert not is_gone(f"{machine}:{boot}:{number}:{began}")
    assert is_gone(f"{machine}:{boot}:{number}:{int(began) + 1}")


def test_two_threads_of_one_process_are_two_holders():
    told = []
    thread = threading.Thread(target=lambda: told.extend([holder(), is_gone(holder()), is_gone(here)]))
    here = holder()
    thread.start()
    thread.join()
    assert (told[0] != here, told[1:]) == (True, [False, False])


def test_a_thread_that_has_ended_is_gone_while_its_process_lives():
    machine, boot, number, began, *_ = holder().split(":")
    assert is_gone(f"{machine}:{boot}:{number}:{began}:{2**22}:1")
    assert is_gone(f"{machine}:{boot}:{number}:{began}:x:1")


def test_a_machine_that_was_started_again_has_none_of_its_processes():
    machine, _, number, began, *_ = holder().split(":")
    assert is_gone(f"{machine}:another-boot:{number}:{began}")


@pytest.mark.parametrize("name", ["", "one", "elsewhere:boot:1:1", ":::", "elsewhere"])
def test_of_another_machine_nobody_here_can_know(name):
    assert not is_gone(name)


@pytest.mark.parametrize("number", ["", "x", "²", "٣", "-1", "9" * 400, "0", "1/../self"])
def test_a_name_that_makes_no_sense_is_nobody_who_lives_here(number):
    boot = holder().split(":")[1]
    assert is_gone(f"{socket.gethostname()}:{boot}:{number}:1")
