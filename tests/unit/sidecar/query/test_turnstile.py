import threading
import time

import pytest

from governance.errors import Unavailable
from sidecar.query.turnstile import Turnstile


def test_places_are_given_and_taken_back():
    turnstile = Turnstile(places=1, waiting=0, seconds=1)
    for _ in range(3):
        with turnstile.place():
            pass


def test_a_full_line_turns_the_next_one_away():
    turnstile = Turnstile(places=1, waiting=0, seconds=1)
    with turnstile.place(), pytest.raises(Unavailable, match="line is full"), turnstile.place():
        pass


def test_a_line_that_does_not_move_is_left():
    turnstile = Turnstile(places=1, waiting=1, seconds=0.05)
    with turnstile.place():
        with pytest.raises(Unavailable, match=r"no place became free in 0\.05 s") as refusal, turnstile.place():
            pass
        assert refusal.value.hint
    with turnstile.place():
        pass


def test_an_error_inside_gives_the_place_back():
    turnstile = Turnstile(places=1, waiting=0, seconds=1)
    with pytest.raises(KeyError), turnstile.place():
        raise KeyError
    with turnstile.place():
        pass


def test_the_first_who_came_is_the_first_who_goes():
    turnstile, order, threads = Turnstile(places=1, waiting=10, seconds=5), [], []

    def wait(number):
        with turnstile.place():
            order.append(number)

    with turnstile.place():
        for number in range(8):
            threads.append(threading.Thread(target=wait, args=(number,)))
            threads[-1].start()
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_no_more_than_the_places_are_inside_at_once():
    turnstile, inside, most, lock = Turnstile(places=2, waiting=50, seconds=5), [0], [0], threading.Lock()

    def work():
        with turnstile.place():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2
