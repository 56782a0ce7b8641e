"""Publishing: a product's folder is judged, and all of it is put in force or none."""

import json
import sqlite3
import threading

import pytest
from pyiceberg.types import LongType

from governance.names import PortName
from platform_api.receipts.service import REPLAYED
from sidecar.failpoints import armed
from tests.factories.products import COLUMNS, contract_of, expectations_of, product_files
from tests.factories.running import problem, publish, published, query, run, write_rows

TRIPS = "operations/trips"
READS_TRIPS = {"name": "trips", "version": "1.0.0", "contractId": "operations.trips"}
AGGREGATE = [{"property": "kind", "value": "aggregate"}, {"property": "purpose", "value": "planning"}]
GATE = {"name": "gate", "logicalType": "string"}
SHORT = {"name": "delay", "logicalType": "integer", "physicalType": "INT"}
LONG = {"name": "delay", "logicalType": "integer", "physicalType": "BIGINT"}


def reader(name="weather/late", *, reads=READS_TRIPS, columns=COLUMNS, version="1.0.0", **more):
    told = {"team": "weather_team", "owner": "wes"} if name.startswith("weather/") else {}
    custom = {"customProperties": AGGREGATE}
    return product_files(name, columns, inputs=[reads], version=version, descriptor=custom, **{**told, **more})


def rows_of(mesh, table):
    with sqlite3.connect(mesh.state.settings.home / "registry.db") as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def state_of(mesh):
    """Everything in the registry that a publish could change, but for what is said about it."""
    tables = ("products", "product_versions", "ports", "port_versions", "documents", "outbox_events", "iceberg_tables")
    people = ("principals", "teams", "memberships", "domains", "places", "search_records")
    return {table: rows_of(mesh, table) for table in (*tables, *people)}


def refusals(mesh):
    with sqlite3.connect(mesh.state.settings.home / "registry.db") as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT * FROM verdict_records WHERE kind = 'publish-refused' ORDER BY id")
        return [dict(row) for row in found]


def events(mesh, after=0):
    return mesh.by("root").get("/api/v1/mesh/events", params={"after": after}).json()


def test_an_owner_publishes_into_a_domain_of_the_team(lawful):
    done = published(lawful)
    assert (done["is_new"], done["created"], [port["name"] for port in done["ports"]]) == (
        True,
        [],
        ["operations.trips"],
    )
    shown = lawful.by("sam").get(f"/api/v1/products/{TRIPS}").json()
    assert (shown["team"], shown["version"]) == ("flight_ops", "1.0.0")
    assert query(lawful, "SELECT count(*) AS n FROM mesh.operations.trips").json()["rows"] == [{"n": 0}]


def test_an_administrators_publish_makes_the_people_team_and_domain_that_are_new(lawful):
    done = published(lawful, product_files("sales/orders", team="sellers", owner="ann"), by="root", name="sales/orders")
    assert done["created"] == ["user ann", "team sellers", "domain sales"]
    assert publish(lawful, product_files("sales/orders", team="sellers", owner="ann"), by="ann", name="sales/orders")
    assert lawful.by("sam").get("/api/v1/mesh/domains/sales").json()["team"] == "sellers"


def test_an_administrators_publish_leaves_the_people_team_and_domain_that_are_there(lawful):
    files = product_files("operations/routes", owner="sam")
    assert published(lawful, files, by="root", name="operations/routes")["created"] == []
    owners = [row for row in rows_of(lawful, "memberships") if "sam" in row]
    assert owners == []
    assert problem(publish(lawful, product_files("operations/routes"), by="sam", name="operations/routes")) == (
        403,
        "denied",
    )


@pytest.mark.parametrize(
    ("who", "name", "team", "status", "case"),
    [
        ("sam", "operations/mine", "flight_ops", 403, "denied"),
        ("sam", "mine/mine", "mine", 403, "denied"),
        ("mia", "operations/mine", "flight_ops", 403, "denied"),
        ("wes", "operations/mine", "weather_team", 403, "denied"),
        ("robot", "operations/mine", "flight_ops", 403, "denied"),
        ("weather/observations", "weather/mine", "weather_team", 403, "denied"),
        ("olga", "operations/mine", "weather_team", 403, "policy-refused"),
        ("olga", "operations/mine", "nobodys", 403, "policy-refused"),
        ("olga", "new/mine", "flight_ops", 403, "denied"),
    ],
)
def test_nobody_gets_into_a_domain_or_team_of_others_by_publishing(trips, who, name, team, status, case):
    before = state_of(trips)
    answer = publish(trips, product_files(name, team=team, owner=who.replace("/", "_")), by=who, name=name)
    assert problem(answer) == (status, case)
    assert answer.json()["hint"]
    assert state_of(trips) == before


def test_a_product_does_not_change_hands_by_what_its_descriptor_says(lawful):
    published(lawful)
    stolen = product_files(version="1.1.0", team="weather_team", owner="wes")
    assert problem(publish(lawful, stolen, by="wes")) == (403, "denied")
    assert problem(publish(lawful, stolen, by="olga")) == (403, "policy-refused")
    assert lawful.by("sam").get(f"/api/v1/products/{TRIPS}").json()["team"] == "flight_ops"


def test_the_same_files_again_change_nothing(lawful):
    first = published(lawful)
    before = state_of(lawful)
    second = published(lawful)
    assert (first["is_new"], second["is_new"], state_of(lawful)) == (True, False, before)
    assert first["ports"][0]["contract"] == second["ports"][0]["contract"]


def test_a_folder_that_moved_is_found_at_its_new_place(lawful, tmp_path):
    published(lawful, location="/nowhere")
    published(lawful, location=str(write_rows(tmp_path / "here")))
    assert run(lawful, tmp_path / "scratch").ports[0].published == 3


def test_a_contract_is_kept_byte_for_byte_under_its_digest(lawful):
    files = product_files()
    odd = files["contracts/trips.odcs.yaml"] + "# as it was written: é, \t and  two blanks \n"
    done = published(lawful, {**files, "contracts/trips.odcs.yaml": odd})
    digest = done["ports"][0]["contract"]
    assert lawful.by("sam").get(f"/api/v1/mesh/documents/{digest}").content == odd.encode()
    with_run = lawful.by("sam").get(f"/api/v1/products/{TRIPS}/versions/1.0.0").json()["files"]
    assert with_run["contracts/trips.odcs.yaml"] == digest


def test_a_compatible_change_evolves_the_table_and_old_rows_have_null(lawful, tmp_path):
    published(lawful, location=str(write_rows(tmp_path)))
    run(lawful, tmp_path / "scratch")
    done = published(lawful, product_files(columns=[*COLUMNS, GATE], version="1.1.0"))
    assert [(change["kind"], change["grade"]) for change in done["ports"][0]["changes"]] == [("column-added", "safe")]
    found = query(lawful, "SELECT id, gate FROM mesh.operations.trips ORDER BY id").json()["rows"]
    assert found == [{"id": 1, "gate": None}, {"id": 2, "gate": None}, {"id": 3, "gate": None}]


def test_a_type_that_widens_widens_the_table_in_place(lawful, tmp_path):
    columns = COLUMNS[:3]
    write_rows(tmp_path, "id,carrier,tailnum,delay\n1,AA,N1,5\n")
    published(lawful, product_files(columns=[*columns, SHORT]), location=str(tmp_path))
    run(lawful, tmp_path / "scratch")
    published(lawful, product_files(columns=[*columns, LONG], version="1.1.0"))
    table = lawful.state.gate().load_table(PortName.parse("operations.trips").identifier)
    assert isinstance(table.schema().find_type("delay"), LongType)
    assert query(lawful, "SELECT delay FROM mesh.operations.trips").json()["rows"] == [{"delay": 5}]


def test_partitions_can_change_and_rows_that_are_there_stay(lawful, tmp_path):
    location = str(write_rows(tmp_path))
    published(lawful, location=location)
    run(lawful, tmp_path / "scratch")
    carrier = {**COLUMNS[1], "partitioned": True, "partitionKeyPosition": 1}
    published(lawful, product_files(columns=[COLUMNS[0], carrier, *COLUMNS[2:]], version="1.1.0"), location=location)
    before = query(lawful, "SELECT * FROM mesh.operations.trips ORDER BY id").json()["rows"]
    run(lawful, tmp_path / "scratch")
    assert query(lawful, "SELECT * FROM mesh.operations.trips ORDER BY id").json()["rows"] == before
    assert len(lawful.state.pins.pin(lawful.state.gate(), PortName.parse("operations.trips")).files) == 2


def test_a_breaking_change_is_refused_and_names_who_is_hurt(lawful):
    published(lawful)
    published(lawful, reader(), by="wes", name="weather/late")
    before = state_of(lawful)
    answer = publish(lawful, product_files(columns=COLUMNS[:3], version="1.1.0"))
    told = answer.json()
    assert (*problem(answer), told["consumers"]) == (409, "breaking-change", ["weather/late"])
    assert (told["hint"], told["findings"]) == ("write `version: 2.0.0`", ["breaking: `delay` is gone"])
    assert "`weather/late`" in told["detail"]
    assert state_of(lawful) == before
    (verdict,) = refusals(lawful)
    assert (verdict["judged_for"], json.loads(verdict["evidence"])["refused"]) == ("olga", "breaking-change")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.0.1"])
def test_what_breaks_needs_a_new_major_version(lawful, version):
    published(lawful)
    answer = publish(lawful, product_files(columns=COLUMNS[:3], version=version))
    assert problem(answer) == (409, "breaking-change")


def both_majors(columns=COLUMNS[:3], version="2.0.0"):
    ports = [
        {"name": "trips", "version": major, "contractId": "operations.trips", "description": "All of them"}
        for major in ("1.0.0", "2.0.0")
    ]
    second = contract_of("operations.trips", columns, version="2.0.0")
    code = "def transform(rows):\n    return {'trips': rows, 'trips_v2': rows.select('id, carrier, tailnum')}\n"
    more = {"contracts/trips_v2.odcs.yaml": json.dumps(second), "transform.py": code}
    told = {"outputPorts": ports, "version": version}
    files = product_files(contract={"version": "1.0.0"}, descriptor=told, files=more, version=version)
    del files["transform.sql"]
    return files


def test_a_new_major_lives_beside_the_old_one(lawful, tmp_path):
    published(lawful, location=str(write_rows(tmp_path)))
    published(lawful, reader(), by="wes", name="weather/late")
    done = published(lawful, both_majors(), location=str(tmp_path))
    assert [port["name"] for port in done["ports"]] == ["operations.trips", "operations.trips_v2"]
    run(lawful, tmp_path / "scratch")
    for port, columns in (("trips", 4), ("trips_v2", 3)):
        found = query(lawful, f"SELECT * FROM mesh.operations.{port}").json()
        assert (len(found["columns"]), len(found["rows"])) == (columns, 3 if port == "trips" else 4)


def test_a_port_that_is_read_cannot_be_left_out(lawful):
    published(lawful)
    published(lawful, reader(), by="wes", name="weather/late")
    before = state_of(lawful)
    answer = publish(lawful, product_files(columns=COLUMNS[:3], version="2.0.0"))
    assert (*problem(answer), answer.json()["consumers"]) == (409, "port-is-read", ["weather/late"])
    assert state_of(lawful) == before


def test_a_port_that_nobody_reads_is_left_as_it_is_and_the_others_are_made(lawful, tmp_path):
    location = str(write_rows(tmp_path))
    published(lawful, location=location)
    run(lawful, tmp_path / "scratch")
    published(lawful, product_files(columns=COLUMNS[:3], version="2.0.0"), location=location)
    report = run(lawful, tmp_path / "scratch")
    assert [port.port for port in report.ports] == ["operations.trips_v2"]
    assert len(query(lawful, "SELECT * FROM mesh.operations.trips").json()["rows"]) == 3
    assert lawful.by("sam").get("/api/v1/mesh/ports/operations.trips").json()["status"] == "deprecated"


def test_a_policys_refusal_names_policy_place_and_way_out_for_each_denial(lawful):
    mute = {"description": {"purpose": " "}}
    before = state_of(lawful)
    answer = publish(lawful, product_files(descriptor=mute, contract={"support": [], **mute}))
    assert problem(answer) == (403, "policy-refused")
    told = {(denial["policy"], denial["path"]) for denial in answer.json()["denials"]}
    assert told >= {
        ("ports-are-described", "product.description.purpose"),
        ("ports-are-described", "contracts[0].description.purpose"),
    }
    assert all(denial["fix"] and denial["message"] for denial in answer.json()["denials"])
    assert state_of(lawful) == before
    (verdict,) = refusals(lawful)
    assert (verdict["allowed"], len(json.loads(verdict["denials"]))) == (0, len(answer.json()["denials"]))


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("product.odps.yaml", "name: [", "TRL101"),
        ("contracts/trips.odcs.yaml", "a: &a [*a]\n", "TRL1"),
        ("contracts/trips.odcs.yaml", json.dumps({**contract_of("operations.trips"), "colour": "red"}), "TRL"),
        ("expectations/rows.yaml", "kind: Expectations\n", "TRL"),
        ("transform.sql", "SELECT * FROM {{ source('nothing') }}", "TRL"),
    ],
)
def test_a_malformed_product_is_refused_with_the_codes_and_places_of_its_faults(trips, path, text, code):
    before = state_of(trips)
    answer = publish(trips, {**product_files(), path: text})
    assert (*problem(answer), answer.json()["hint"]) == (422, "product-findings", f"trellis check {TRIPS}")
    assert any(path in found and f": {code}" in found for found in answer.json()["findings"])
    assert state_of(trips) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"files": {}}, 422),
        ({"files": {"../../etc/passwd": "x"}}, 422),
        ({"files": {"/etc/passwd": "x"}}, 422),
        ({"files": {"transform.sql": "SELECT 1"}}, 404),
        ({"files": {"a": "x" * (2**20 + 1)}}, 422),
        ({"files": {f"f{n}": "" for n in range(401)}}, 422),
        ({"files": {"a": "x"}, "git": "HEAD; rm -rf"}, 422),
        ({"files": {"a": 1}}, 422),
        ({"files": {"a": "x"}, "by": "root"}, 422),
    ],
)
def test_what_is_no_folder_is_refused(trips, body, status):
    before = refusals(trips)
    answer = trips.by("olga").post(f"/api/v1/products/{TRIPS}/versions", json=body)
    assert (answer.status_code, refusals(trips)) == (status, before)


def test_a_consumer_whose_expectations_would_be_unmet_stops_the_change(lawful):
    limits = [{**COLUMNS[3], "logicalTypeOptions": {"minimum": minimum}} for minimum in (-60, -90)]
    published(lawful)
    relied = [{"name": "id", "logicalType": "integer"}, limits[0]]
    files = {"expectations/trips.yaml": json.dumps(expectations_of("operations.trips", relied))}
    published(lawful, reader(columns=COLUMNS, files=files), by="wes", name="weather/late")
    before = state_of(lawful)
    wider = product_files(columns=[*COLUMNS[:3], limits[1]], version="1.1.0")
    answer = publish(lawful, wider)
    assert answer.status_code == 409
    assert answer.json()["consumers"] == ["weather/late"]
    assert state_of(lawful) == before


def test_an_input_that_does_not_promise_what_is_relied_on_is_refused(lawful):
    published(lawful)
    relied = [{"name": "delay", "logicalType": "number", "required": True}]
    files = {"expectations/trips.yaml": json.dumps(expectations_of("operations.trips", relied))}
    answer = publish(lawful, reader(files=files), by="wes", name="weather/late")
    assert problem(answer) == (409, "expectations-unmet")
    assert "`delay`" in answer.json()["detail"]
    assert any("TRL" in found for found in answer.json()["findings"])


def test_an_input_that_nobody_publishes_is_refused(lawful):
    answer = publish(lawful, reader(), by="wes", name="weather/late")
    assert problem(answer) == (403, "policy-refused")
    assert "`operations.trips`" in answer.json()["detail"]
    published(lawful)
    later = reader(reads={**READS_TRIPS, "version": "2.0.0"})
    assert problem(publish(lawful, later, by="wes", name="weather/late")) == (409, "unknown-input")


def test_a_reference_to_a_port_that_nobody_publishes_is_refused(trips):
    away = {
        "name": "carrier",
        "logicalType": "string",
        "relationships": [{"type": "foreignKey", "to": "fleet.carriers.code"}],
    }
    answer = publish(trips, product_files("operations/other", [COLUMNS[0], away]), name="operations/other")
    assert problem(answer) == (409, "unknown-reference")
    assert "`fleet.carriers`" in answer.json()["detail"]


def test_the_descriptor_of_another_product_is_refused(trips):
    before = state_of(trips), refusals(trips)
    answer = publish(trips, product_files("operations/others"))
    assert problem(answer) == (422, "other-product")
    assert (state_of(trips), refusals(trips)) == before


def test_a_product_that_reads_itself_is_refused(lawful):
    published(lawful)
    itself = reader(TRIPS, version="1.1.0")
    answer = publish(lawful, itself)
    assert problem(answer) == (422, "product-findings")
    assert any("TRL292" in found for found in answer.json()["findings"])


def test_a_circle_of_products_is_refused_and_shown(lawful):
    published(lawful)
    published(lawful, reader(), by="wes", name="weather/late")
    read = {"name": "late", "version": "1.0.0", "contractId": "weather.late"}
    published(lawful, reader("weather/later", reads=read), by="wes", name="weather/later")
    back = {"name": "later", "version": "1.0.0", "contractId": "weather.later"}
    before = state_of(lawful)
    answer = publish(lawful, reader(TRIPS, reads=back, version="1.1.0"))
    assert problem(answer) == (409, "cyclic-inputs")
    circle = " reads ".join(f"`{name}`" for name in (TRIPS, "weather/later", "weather/late", TRIPS))
    assert circle in answer.json()["detail"]
    assert state_of(lawful) == before


def test_a_version_stands_for_one_content(lawful):
    published(lawful)
    other = {
        **product_files(),
        "transform.sql": "SELECT id, carrier, tailnum, delay FROM {{ source('rows') }} WHERE true\n",
    }
    assert problem(publish(lawful, other)) == (409, "version-taken")


def test_a_repeat_with_its_key_gets_the_first_answer(lawful):
    first, second = (publish(lawful, product_files(), key="k1") for _ in range(2))
    assert (first.content, second.content) == (first.content, first.content)
    assert (REPLAYED in first.headers, second.headers[REPLAYED]) == (False, "true")
    assert second.json()["is_new"] is True


def test_two_publishes_at_once_leave_one_consistent_product(lawful):
    answers = []

    def send(columns):
        answers.append(publish(lawful, product_files(columns=columns)))

    threads = [threading.Thread(target=send, args=(columns,)) for columns in (COLUMNS, [*COLUMNS, GATE]) * 3]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert {answer.status_code for answer in answers} == {201, 409}
    (in_force,) = {answer.json()["ports"][0]["contract"] for answer in answers if answer.status_code == 201}
    shown = lawful.by("sam").get("/api/v1/mesh/ports/operations.trips").json()
    table = lawful.state.gate().load_table(("operations", "trips"))
    assert shown["contract"]["digest"] == table.properties["trellis.contract"] == in_force
    assert [column["name"] for column in shown["columns"]] == [field.name for field in table.schema().fields]


@pytest.mark.parametrize("place", ["publish__tables__before", "publish__tables__after", "registry__commit__before"])
def test_a_publish_that_fails_on_its_way_leaves_nothing(lawful, place):
    before = state_of(lawful)
    with armed(**{place: "error"}):
        assert publish(lawful, product_files()).status_code >= 500
    assert state_of(lawful) == before
    assert published(lawful)["is_new"] is True


def test_events_tell_others_what_is_in_force_and_refusals_tell_nothing(lawful):
    last = events(lawful)["last"]
    published(lawful)
    publish(lawful, product_files(columns=COLUMNS[:3], version="1.1.0"))
    told = events(lawful, after=last)["items"]
    assert [event["topic"] for event in told] == ["contract.in_force", "product.published"]
