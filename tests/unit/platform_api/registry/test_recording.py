"""What a publish leaves in the registry: everything of a version, or nothing."""

from dataclasses import replace

import pytest
from sqlmodel import select, text

from governance.contracts.model import Column
from governance.contracts.types import DataType, Kind
from governance.contracts.version import Version
from governance.digests import digest_of_text
from governance.errors import Conflict, NotFound
from governance.names import PortName
from governance.policy.decision import Denial, Verdict
from platform_api.outbox.models import OutboxEvent
from platform_api.principals.service import remove_member
from platform_api.registry import repository
from platform_api.registry.models import VerdictRecord
from platform_api.registry.publication import Evidence, InputPublication, OutputPublication
from platform_api.registry.service import (
    consumers_of,
    contract_in_force,
    port_facts,
    ports_of,
    record_verdict,
    record_version,
    set_port_status,
    store_document,
)
from tests.factories.contracts import FLIGHTS, contract, publication

NEXT = contract("operations.flights", {**FLIGHTS, "gate": "public"}, version="1.1.0")


def publish(database, promise=NEXT, **options):
    usual = {"team": "flight_ops", "by": "olga", "version": "1.1.0"}
    with database.write("publishing") as session:
        return record_version(session, publication(promise, **{**usual, **options}))


def everything(database):
    with database.read() as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: session.execute(text(f"SELECT * FROM {name}")).all() for name in names}


def test_the_newest_contract_is_in_force_and_the_one_before_is_kept(peopled, clock):
    before = clock.now
    clock.now += 60
    publish(peopled)
    with peopled.read() as session:
        now, then = (contract_in_force(session, "operations.flights", at=at) for at in (None, before))
    assert ([c.name for c in now.columns], now.version.version) == ([*FLIGHTS, "gate"], "1.1.0")
    assert ([c.name for c in then.columns], then.version.version) == (list(FLIGHTS), "1.0.0")
    assert now.text == NEXT.text


def test_the_same_version_with_the_same_files_is_recorded_once(peopled):
    first = publish(peopled)
    before = everything(peopled)
    assert publish(peopled).seq == first.seq
    assert everything(peopled) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"files": {"transform.sql": "SELECT 1"}}, id="another file"),
        pytest.param({"promise": replace(NEXT, text="x", digest=digest_of_text("x"))}, id="another contract"),
    ],
)
def test_a_version_stands_for_one_content(peopled, change):
    publish(peopled)
    before = everything(peopled)
    with pytest.raises(Conflict, match="with other content"):
        publish(peopled, **change)
    assert everything(peopled) == before


def test_a_contracts_version_stands_for_one_content_too(peopled):
    publish(peopled)
    other = replace(NEXT, text="other", digest=digest_of_text("other"))
    with pytest.raises(Conflict, match=r"The contract `operations\.flights` 1\.1\.0"):
        publish(peopled, other, version="1.2.0")


def test_a_new_version_under_the_same_contract_leaves_it_in_force(peopled, clock):
    publish(peopled)
    clock.now += 60
    publish(peopled, version="1.2.0", files={"transform.sql": "SELECT 1"})
    with peopled.read() as session:
        assert contract_in_force(session, "operations.flights").version.since == clock.now - 60


@pytest.mark.parametrize(
    ("name", "contract_id"), [("weather.observations", "new.id"), ("operations.new", "weather.observations")]
)
def test_a_name_or_contract_of_another_product_is_not_taken_over(peopled, name, contract_id):
    taken = replace(contract(name, FLIGHTS), id=contract_id)
    thief = publication(contract("operations.thief", FLIGHTS), team="flight_ops", by="olga")
    stolen = replace(thief, outputs=[OutputPublication(port=PortName.parse(name), contract=taken)])
    before = everything(peopled)
    with pytest.raises(Conflict, match="stands under the contract"), peopled.write("stealing") as session:
        record_version(session, stolen)
    assert everything(peopled) == before


def test_two_majors_of_a_contract_live_side_by_side(peopled):
    second = contract("operations.flights", {"id": "public"}, version="2.0.0")
    told = publication(second, team="flight_ops", by="olga", version="2.0.0")
    both = replace(told, outputs=[OutputPublication(port=PortName("operations", "flights", 2), contract=second)])
    with peopled.write("publishing") as session:
        record_version(session, both)
        assert [port.name for port in ports_of(session, "operations/flights")] == [
            "operations.flights",
            "operations.flights_v2",
        ]
        assert port_facts(session, "operations.flights").version == "1.0.0"


@pytest.mark.parametrize(("promise", "team"), [(contract("ghosts.x", FLIGHTS), "flight_ops"), (NEXT, "ghosts")])
def test_a_product_without_a_domain_or_team_leaves_nothing(peopled, promise, team):
    before = everything(peopled)
    with pytest.raises(NotFound):
        publish(peopled, promise, team=team)
    assert everything(peopled) == before


def test_what_a_policy_asks_about_a_port_is_in_the_facts(peopled):
    secret = contract(
        "operations.crew", {"name": "", "base": "internal"}, purposes=["rostering"], row_filters={"base": "region"}
    )
    masked = replace(secret.table.columns[1], mask="hash")
    publish(peopled, replace(secret, table=replace(secret.table, columns=(secret.table.columns[0], masked))))
    with peopled.read() as session:
        facts = port_facts(session, "operations.crew")
    assert [(c.name, c.classification, c.mask) for c in facts.columns] == [
        ("name", "restricted", "redact"),
        ("base", "internal", "hash"),
    ]
    assert (facts.purposes, facts.team, facts.product) == (["rostering"], "flight_ops", "operations/crew")
    assert [(rule.column, rule.attribute) for rule in facts.row_filters] == [("base", "region")]


def test_consumers_are_those_of_newest_versions(peopled):
    reads = InputPublication(
        name="obs", contract_id="weather.observations", upstream="weather.observations", columns=["temp"]
    )
    publish(peopled, reads=[reads])
    with peopled.read() as session:
        assert [(c.product, list(c.columns)) for c in consumers_of(session, "weather.observations")] == [
            ("operations/flights", ["temp"])
        ]
    publish(peopled, version="1.2.0", files={"x": ""})
    with peopled.read() as session:
        assert consumers_of(session, "weather.observations") == []


def test_a_product_that_changes_hands_changes_teams_and_no_more(peopled):
    publish(peopled, team="weather_team", by="wes")
    with peopled.read() as session:
        assert repository.product(session, "operations/flights").team == "weather_team"
        teams = session.execute(
            text("SELECT team, until IS NULL FROM memberships WHERE principal = 'operations/flights' ORDER BY seq")
        ).all()
    assert teams == [("flight_ops", 0), ("weather_team", 1)]


def test_a_document_is_kept_once_and_byte_for_byte(database):
    odd = "a: 'é'\r\n\tb:\u2028 \n\n"
    with database.write("keeping") as session:
        first, second = store_document(session, "contract", odd), store_document(session, "policy", odd)
        kept = repository.document(session, first)
    assert (first, kept.text, kept.kind) == (second, odd, "contract")


def test_a_refused_publication_can_leave_its_verdict(peopled):
    denial = Denial(policy="p", path="owner", message="no owner", fix="name one")
    verdict = Verdict(allowed=False, denials=(denial,), warnings=(), revision="r")
    refused = Evidence(verdict=verdict, facts={"findings": 2})
    with peopled.write("judging") as session:
        name = record_verdict(session, "publish", "operations/flights", refused, by="olga")
    with peopled.read() as session:
        kept = session.get(VerdictRecord, name)
    assert (kept.allowed, kept.denials[0]["message"], kept.evidence) == (False, "no owner", {"findings": 2})


@pytest.mark.parametrize(("status", "told"), [("retired", 1), ("active", 0)])
def test_a_port_changes_its_status_and_says_so_once(peopled, status, told):
    with peopled.write("retiring") as session:
        set_port_status(session, "operations.flights", status, by="olga")
        assert port_facts(session, "operations.flights").status == status
        found = session.exec(select(OutboxEvent).where(OutboxEvent.topic == "port.status_changed")).all()
    assert len(found) == told


def test_a_port_that_does_not_exist_has_no_status(peopled):
    with pytest.raises(NotFound, match=r"ghost"), peopled.write("retiring") as session:
        set_port_status(session, "operations.ghost", "retired", by="olga")


def test_a_product_leaves_its_team_by_being_published_under_another(peopled):
    with pytest.raises(Conflict, match="is a product of the team"), peopled.write("removing") as session:
        remove_member(session, "flight_ops", "operations/flights", by="olga")


def test_a_nested_type_is_written_as_people_read_it(peopled):
    item = Column(name="", type=DataType(kind=Kind.INTEGER), path=())
    column = Column(name="codes", type=DataType(kind=Kind.ARRAY, item=item), path=(), classification="public")
    promise = contract("operations.nested", {"a": "public"})
    publish(peopled, replace(promise, version=Version.parse("1.0.0"), table=replace(promise.table, columns=(column,))))
    with peopled.read() as session:
        assert contract_in_force(session, "operations.nested").columns[0].type == str(column.type)
