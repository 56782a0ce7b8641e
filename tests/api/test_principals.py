def test_me_says_who_the_bearer_is(mesh):
    found = mesh.by("mia").get("/api/v1/me").json()
    assert found["id"] == "mia"
    assert found["teams"] == ["flight_ops"]
