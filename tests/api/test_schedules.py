"""What is due is decided by data: claimed once, begun once, made up for once, and not at all while it is paused."""

import pytest

from platform_api.clock import rfc3339
from platform_api.schedules.chores import do_chores
from platform_api.schedules.claims import HELD_SECONDS, end, let_go
from platform_api.schedules.models import Chore
from platform_api.schedules.service import forget_ended
from sidecar.holder import process_name
from tests.factories.mesh import NOON
from tests.factories.running import problem, run, write_rows
from tests.factories.schedules import TRIPS, claimed, scheduled, times_of

HOUR = 3600
NEXT = NOON - NOON % HOUR + HOUR
FIRST, OTHER = "elsewhere:boot:1:1", "there:boot:1:1"
RUNS = f"/api/v1/products/{TRIPS}/runs"


@pytest.fixture
def hourly(lawful, tmp_path):
    """The product runs at every full hour; the first is less than one away."""
    scheduled(lawful, "@hourly", location=str(write_rows(tmp_path / "rows")))
    return lawful


def begin(mesh, due, *, by=TRIPS, **more):
    body = {"holder": "elsewhere:boot:2:2", "due": rfc3339(due), **more}
    return mesh.by(by).post(RUNS, json=body)


def fail(mesh, answer):
    found = answer.json()
    body = {"fence": found["lease"]["fence"], "problem": "no"}
    return mesh.by("olga").post(f"{RUNS}/{found['run_id']}/failure", json=body)


def test_a_publish_says_when_a_product_is_due_first(hourly):
    found = times_of(hourly)
    assert (found["next_due"], found["cron"], found["paused"]) == (rfc3339(NEXT), "@hourly", False)


def test_a_new_version_with_the_same_schedule_goes_on_and_another_begins_anew(hourly):
    hourly.clock.now += 3 * HOUR
    scheduled(hourly, "@hourly", version="1.1.0")
    assert times_of(hourly)["next_due"] == rfc3339(NEXT)
    scheduled(hourly, "@daily", version="1.2.0")
    assert times_of(hourly)["next_due"] > rfc3339(hourly.clock.now)
    scheduled(hourly, None, version="1.3.0")
    assert (times_of(hourly)["next_due"], claimed(hourly)) == (None, [])


def test_nothing_is_claimed_before_it_is_due_and_then_once(hourly):
    assert claimed(hourly) == []
    hourly.clock.now = NEXT
    assert (claimed(hourly), claimed(hourly, server=OTHER)) == ([(TRIPS, NEXT)], [])
    assert times_of(hourly)["next_due"] == rfc3339(NEXT + HOUR)


def test_one_run_makes_up_for_all_that_were_missed(hourly):
    hourly.clock.now = NEXT + 5 * HOUR + 60
    assert claimed(hourly) == [(TRIPS, NEXT + 5 * HOUR)]
    assert times_of(hourly)["next_due"] == rfc3339(NEXT + 6 * HOUR)


def test_with_catchup_each_that_was_missed_is_made_up_for_one_after_the_other(lawful):
    scheduled(lawful, {"cron": "@hourly", "catchup": True})
    lawful.clock.now = NEXT + HOUR + 60
    for due in (NEXT, NEXT + HOUR):
        assert claimed(lawful) == [(TRIPS, due)]
        assert claimed(lawful, server=OTHER) == []
        lawful.change(lambda session, due=due: end(session, (TRIPS, due), server=FIRST, problem="no"))
    assert claimed(lawful) == []


def test_a_due_run_is_begun_by_the_product_itself_and_once(hourly):
    hourly.clock.now = NEXT
    claimed(hourly)
    assert problem(begin(hourly, NEXT, by="olga")) == (403, "denied")
    answer = begin(hourly, NEXT)
    assert answer.status_code == 201, answer.text
    assert problem(begin(hourly, NEXT, holder="elsewhere:boot:3:3")) == (409, "run-in-progress")
    (found,) = hourly.by("sam").get(RUNS).json()["items"]
    assert (found["requested_by"], found["trigger"], found["due"]) == ("schedule", "schedule", rfc3339(NEXT))


@pytest.mark.parametrize("moment", [NEXT + 1, NEXT - HOUR, 0])
def test_what_was_never_due_is_not_begun(hourly, moment):
    hourly.clock.now = NEXT
    claimed(hourly)
    assert problem(begin(hourly, moment)) == (409, "not-due")
    assert hourly.by("sam").get(RUNS).json()["items"] == []


def test_a_moment_that_is_over_is_not_begun_again(hourly):
    hourly.clock.now = NEXT
    claimed(hourly)
    assert fail(hourly, begin(hourly, NEXT)).status_code == 200
    assert begin(hourly, NEXT, attempt=2).status_code == 201
    fail(hourly, begin(hourly, NEXT, attempt=3))
    hourly.change(lambda session: end(session, (TRIPS, NEXT), server=FIRST, problem=""))
    assert problem(begin(hourly, NEXT)) == (409, "not-due")
    assert (times_of(hourly)["last_state"], times_of(hourly)["last_due"]) == ("failed", rfc3339(NEXT))


def test_what_a_server_claimed_and_did_not_begin_is_taken_over_when_it_is_silent(hourly):
    hourly.clock.now = NEXT
    claimed(hourly, server="elsewhere:boot:1:1")
    assert claimed(hourly, server=OTHER) == []
    hourly.clock.now += HELD_SECONDS
    assert claimed(hourly, server=OTHER) == [(TRIPS, NEXT)]


def test_a_server_that_is_at_work_keeps_what_it_has(hourly):
    hourly.clock.now = NEXT
    claimed(hourly)
    for _ in range(4):
        hourly.clock.now += HELD_SECONDS // 2 + 1
        assert claimed(hourly, mine=[(TRIPS, NEXT)]) == []
        assert claimed(hourly, server=OTHER) == []


def test_a_server_that_died_on_this_machine_is_followed_at_once(hourly):
    hourly.clock.now = NEXT
    machine, boot, number, _ = process_name().split(":")
    claimed(hourly, server=f"{machine}:{boot}:{number}:1")
    assert claimed(hourly) == [(TRIPS, NEXT)]


def test_a_run_that_outlives_its_server_is_left_alone(hourly):
    hourly.clock.now = NEXT
    claimed(hourly)
    begin(hourly, NEXT)
    hourly.clock.now += HELD_SECONDS // 4
    hourly.change(lambda session: let_go(session, (TRIPS, NEXT + 1), server=FIRST))
    assert claimed(hourly, server=OTHER) == []


def test_a_run_that_is_lost_again_and_again_is_given_up(hourly):
    hourly.clock.now = NEXT
    for _ in range(5):
        assert claimed(hourly) == [(TRIPS, NEXT)]
        hourly.clock.now += HELD_SECONDS
    assert claimed(hourly) == []
    assert times_of(hourly)["last_state"] == "given-up"


def test_a_server_that_stops_leaves_what_it_interrupted_to_the_next(hourly):
    hourly.clock.now = NEXT
    claimed(hourly)
    fail(hourly, begin(hourly, NEXT))
    hourly.change(lambda session: let_go(session, (TRIPS, NEXT), server=FIRST))
    assert claimed(hourly, server=OTHER) == [(TRIPS, NEXT)]
    assert begin(hourly, NEXT).status_code == 201


@pytest.mark.parametrize(
    "wake",
    [
        lambda session: let_go(session, (TRIPS, NEXT), server=FIRST),
        lambda session: end(session, (TRIPS, NEXT), server=FIRST, problem="it could not begin"),
    ],
)
@pytest.mark.parametrize("begun", [True, False])
def test_a_server_that_was_held_up_leaves_alone_what_another_has_taken_over(hourly, wake, begun):
    hourly.clock.now = NEXT
    claimed(hourly, server=FIRST)
    hourly.clock.now += HELD_SECONDS
    assert claimed(hourly, server=OTHER) == [(TRIPS, NEXT)]
    if begun:
        begin(hourly, NEXT)
    hourly.change(wake)
    assert claimed(hourly, server="third:boot:1:1") == []
    assert times_of(hourly)["last_state"] == ""


def test_a_published_run_ends_what_was_due(hourly, tmp_path):
    hourly.clock.now = NEXT
    claimed(hourly)
    asked = {"due": rfc3339(NEXT)}
    run(hourly, tmp_path / "scratch", by=TRIPS, request=asked)
    hourly.change(lambda session: end(session, (TRIPS, NEXT), server=FIRST, problem=""))
    assert (times_of(hourly)["last_state"], times_of(hourly)["last_problem"]) == ("published", "")


def test_what_was_due_is_forgotten_when_it_ended_long_ago_and_never_while_it_is_open(hourly):
    hourly.clock.now = NEXT
    claimed(hourly)
    fail(hourly, begin(hourly, NEXT))
    hourly.change(lambda session: end(session, (TRIPS, NEXT), server=FIRST, problem=""))
    days = hourly.state.settings.log_days * 24 * HOUR
    hourly.clock.now = NEXT + days
    later = claimed(hourly)
    assert (len(later), forget_ended(hourly.state)) == (1, 0)
    hourly.clock.now += 1
    assert (forget_ended(hourly.state), forget_ended(hourly.state)) == (1, 0)
    hourly.clock.now += 2 * days
    assert forget_ended(hourly.state) == 0
    assert problem(begin(hourly, NEXT)) == problem(begin(hourly, NEXT + 1))


def test_a_paused_product_is_run_by_nobody_unless_they_say_so(hourly, tmp_path):
    said = hourly.by("olga").post(f"/api/v1/products/{TRIPS}/pause", json={"reason": "the source moves"})
    assert (said.status_code, said.json()["paused_by"]) == (200, "olga")
    hourly.clock.now = NEXT
    assert claimed(hourly) == []
    answer = hourly.by("olga").post(RUNS, json={"holder": "x"})
    assert (problem(answer), "the source moves" in answer.json()["detail"]) == ((409, "product-paused"), True)
    assert run(hourly, tmp_path / "scratch", request={"even_if_paused": True}).ports


def test_a_resumed_product_is_due_from_then_on(hourly):
    hourly.by("olga").post(f"/api/v1/products/{TRIPS}/pause", json={"reason": "x"})
    hourly.clock.now = NEXT + 3 * HOUR + 1
    assert hourly.by("olga").post(f"/api/v1/products/{TRIPS}/resume").json()["next_due"] == rfc3339(NEXT + 4 * HOUR)
    assert claimed(hourly) == []


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "x" * 501}, {"reason": "x", "until": 5}])
def test_a_pause_says_why(hourly, body):
    assert hourly.by("olga").post(f"/api/v1/products/{TRIPS}/pause", json=body).status_code == 422


def test_a_product_without_a_schedule_can_be_paused_and_is_listed_then(lawful):
    scheduled(lawful, None)
    assert lawful.by("sam").get("/api/v1/mesh/schedules").json()["items"] == []
    lawful.by("olga").post(f"/api/v1/products/{TRIPS}/pause", json={"reason": "x"})
    assert [one["product"] for one in lawful.by("sam").get("/api/v1/mesh/schedules").json()["items"]] == [TRIPS]


DONE = []


def works(_state):
    DONE.append("works")


def breaks(_state):
    raise RuntimeError("no")


def test_chores_are_done_once_a_day_and_one_that_breaks_is_tried_again_soon(mesh):
    DONE.clear()
    chores = {name: f"{__name__}:{name}" for name in ("breaks", "works")}
    told = [do_chores(mesh.state, chores), do_chores(mesh.state, chores)]
    mesh.clock.now += HOUR
    told.append(do_chores(mesh.state, chores))
    mesh.clock.now += 24 * HOUR
    told.append(do_chores(mesh.state, chores))
    assert (told, DONE) == ([["works"], [], [], ["works"]], ["works"] * 2)
    with mesh.state.database.read() as session:
        assert "RuntimeError" in session.get(Chore, "breaks").problem
