"""The control port holds runs back, and lets them go, with the rights of whoever asks."""

import pytest

from tests.factories.running import problem


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_owners_pause_and_resume_and_strangers_do_not(trips, verb):
    place = f"/products/operations/trips/{verb}"
    body = {"reason": "the source is being repaired"} if verb == "pause" else {}
    assert trips.by("olga").post(place, json=body).status_code in {200, 204}
    assert problem(trips.by("sam").post(place, json=body))[0] == 403
