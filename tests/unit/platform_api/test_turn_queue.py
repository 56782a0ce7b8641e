import threading
from functools import partial

import anyio
import anyio.lowlevel
import pytest

from platform_api.turn_queue import TurnQueue


@pytest.fixture
def queue():
    return TurnQueue()


def test_the_first_comes_in_at_once_and_the_second_not(queue):
    assert queue.try_enter()
    assert not queue.try_enter()
    queue.leave()
    assert queue.try_enter()


@pytest.mark.parametrize("wait", [0, 0.01])
def test_waiting_ends(queue, wait):
    queue.try_enter()
    assert not queue.enter(timeout=wait)
    assert not anyio.run(partial(queue.enter_async, timeout=wait))
    queue.leave()
    assert queue.enter(timeout=wait)


def test_tasks_come_in_as_they_came(queue):
    order = []

    async def take(number):
        assert await queue.enter_async(timeout=5)
        order.append(number)
        await anyio.lowlevel.checkpoint()
        queue.leave()

    async def run():
        async with anyio.create_task_group() as tasks:
            for number in range(50):
                tasks.start_soon(take, number)

    anyio.run(run)
    assert order == list(range(50))


def test_a_thread_gets_the_turn_from_an_event_loop(queue):
    queue.try_enter()
    got = []
    thread = threading.Thread(target=lambda: got.append(queue.enter(timeout=5)))
    thread.start()

    async def leave():
        queue.leave()

    anyio.run(leave)
    thread.join()
    assert got == [True]


def test_a_task_gets_the_turn_from_a_thread(queue):
    queue.try_enter()

    async def run():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(anyio.to_thread.run_sync, queue.leave))
            return await queue.enter_async(timeout=5)

    assert anyio.run(run)


def test_one_who_gave_up_is_passed_over(queue):
    async def run():
        queue.try_enter()
        with anyio.move_on_after(0.01):
            await queue.enter_async(timeout=60)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(queue.enter_async, timeout=5))
            await anyio.sleep(0.01)
            queue.leave()
        return queue.try_enter()

    assert anyio.run(run) is False


def test_a_turn_that_comes_together_with_a_cancellation_is_not_lost(queue):
    async def take():
        if await queue.enter_async(timeout=60):
            queue.leave()

    async def run():
        queue.try_enter()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(take)
            await anyio.sleep(0.01)
            queue.leave()  # granted, but the task has not run yet
            tasks.cancel_scope.cancel()
        return queue.try_enter()

    assert anyio.run(run) is True
