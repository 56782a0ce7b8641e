import json
from dataclasses import replace

import pytest

from governance.contracts.model import Column, Contract, RowFilter, ServiceLevel, Table
from governance.contracts.types import DataType, Kind
from governance.contracts.version import Version
from governance.descriptors.model import Descriptor, InputPort, OutputPort, Source
from governance.names import ProductName
from governance.policy import (
    ChangeFacts,
    ConsumerFacts,
    FilterRule,
    Known,
    Law,
    Resource,
    Subject,
    WasmEngine,
    administer_input,
    evolution_input,
    registration_input,
)
from tests.unit.governance.policy.facts import ANA, FLIGHTS, NOW, granted, question

LAW = Law(WasmEngine())


def column(name, path, *, fields=(), **changes):
    kind = DataType(kind=Kind.OBJECT, fields=fields) if fields else DataType(kind=Kind.STRING)
    facts = {"type": kind, "classification": "internal", "description": "What it is", **changes}
    return Column(name=name, path=path, **facts)


ZIP = column("zip", ("schema", 0, "properties", 1, "properties", 0))
CARRIER = column("carrier", ("schema", 0, "properties", 0))
ADDRESS = column("address", ("schema", 0, "properties", 1), fields=(ZIP,))
CONTRACT = Contract(
    id="operations.flights",
    name="flights",
    version=Version(1, 0, 0),
    table=Table(
        name="flights",
        columns=(CARRIER, ADDRESS),
        path=("schema", 0),
        row_filters=(RowFilter(column="carrier", attribute="carriers", path=()),),
    ),
    digest="d",
    text="t",
    document={},
    status="active",
    purpose="One row a departure",
    purposes=("planning",),
    service_levels=(ServiceLevel(property="freshness", value=1, unit="d", path=("slaProperties", 0)),),
)
DESCRIPTOR = Descriptor(
    id="p",
    product=ProductName("operations", "flights"),
    version=Version(1, 0, 0),
    status="active",
    kind="source-aligned",
    purpose="",
    team="flight_ops",
    owners=("ana",),
    contact="ops@example.org",
    inputs=(
        InputPort(name="csv", version="1", contract_id="csv", path=(), source=Source(location="f.csv", format="csv")),
    ),
    outputs=(OutputPort(name="flights", version=Version(1, 0, 0), contract_id="operations.flights", path=()),),
    digest="d",
    text="t",
    document={},
    description="Every departure",
)
KNOWN = Known(domains={"operations": "flight_ops"}, teams=("flight_ops",), ids={})


def registration(descriptor=DESCRIPTOR, contracts=(CONTRACT,), known=KNOWN):
    return registration_input(subject=ANA, descriptor=descriptor, contracts=contracts, known=known, now=NOW)


def judged(**changes):
    return LAW.verdict("registration/register", registration(**changes))


def with_columns(*columns):
    return replace(CONTRACT, table=replace(CONTRACT.table, columns=columns))


def test_a_question_about_reading_holds_what_the_policies_look_for():
    document = question(subject=replace(ANA, attributes={"region": ("EU",)}))
    assert json.loads(json.dumps(document)) == document
    assert document["subject"]["attributes"] == {"region": ["EU"]}
    assert document["columns"][0] == {"name": "day", "classification": "public", "mask": "redact"}
    assert document["grants"][0]["purposes"] == ["planning"]


def test_a_question_about_reading_gets_an_answer():
    decision = LAW.read(granted())
    assert decision.allowed
    assert [(mask.column, mask.kind) for mask in decision.masks] == [("pilot", "null"), ("tailnum", "hash")]


def test_a_refusal_tells_the_reader_what_the_owners_would_run():
    (denial,) = LAW.read(question(grants=[])).denials
    assert denial.message == "`ana` has no grant to read `operations.flights` for `planning`"
    assert denial.fix == (
        "ask flight_ops (ops@example.org) to run "
        "`trellis grant operations.flights --to ana --purpose planning --expires 30d`"
    )


def test_row_filters_reach_the_policies():
    port = replace(FLIGHTS, row_filters=(FilterRule(column="carrier", attribute="carriers"),))
    reader = replace(ANA, attributes={"carriers": ["UA", "AA"]})
    (rule,) = LAW.read(question(port=port, subject=reader)).filters
    assert (rule.column, rule.values) == ("carrier", ("AA", "UA"))


@pytest.mark.parametrize(
    ("subject", "action", "allowed"),
    [
        (Subject(id="ana", kind="user"), "grant.issue", True),
        (Subject(id="max", kind="user", teams=["flight_ops"]), "grant.issue", False),
        (Subject(id="max", kind="user", teams=["flight_ops"]), "quarantine.read", True),
        (Subject(id="ada", kind="user", roles=["platform_admin"]), "grant.issue", False),
        (Subject(id="ada", kind="user", roles=["platform_admin"]), "grant.revoke", True),
    ],
)
def test_acts_are_judged_by_who_does_them(subject, action, allowed):
    port = Resource(kind="port", name="operations.flights", domain="operations", team="flight_ops", owners=("ana",))
    verdict = LAW.verdict("access/administer", administer_input(action=action, subject=subject, resource=port, now=NOW))
    assert verdict.allowed is allowed


def test_a_product_runs_itself_and_no_other():
    itself = Subject(id="operations/flights", kind="product", teams=("flight_ops",))
    for name, allowed in [("operations/flights", True), ("operations/carriers", False)]:
        product = Resource(kind="product", name=name, team="flight_ops")
        document = administer_input(action="run.start", subject=itself, resource=product, now=NOW)
        assert LAW.verdict("access/administer", document).allowed is allowed


def test_a_good_product_may_be_published():
    verdict = judged()
    assert (verdict.allowed, verdict.denials, verdict.warnings) == (True, (), ())


def test_the_place_of_a_complaint_is_a_place_in_the_documents():
    secret = column("address", ADDRESS.path, fields=(replace(ZIP, classification=""),))
    (denial,) = judged(contracts=(with_columns(CARRIER, secret),)).denials
    assert denial.path == "contracts[0].schema[0].properties[1].properties[0].classification"
    assert denial.message.startswith("Column `address.zip` of `operations.flights`")


def test_columns_inside_arrays_and_maps_are_columns_too():
    inside = Column(
        name="", path=(), type=DataType(kind=Kind.OBJECT, fields=(replace(ZIP, classification="restricted"),))
    )
    array = replace(ADDRESS, type=DataType(kind=Kind.ARRAY, item=inside))
    mapping = replace(ADDRESS, type=DataType(kind=Kind.MAP, key=inside, value=array))
    for outer, name in [(array, "address[].zip"), (mapping, "address[].zip")]:
        messages = [denial.message for denial in judged(contracts=(with_columns(CARRIER, outer),)).denials]
        assert messages[0] == f"`{name}` of `operations.flights` is restricted, but `address` is internal"


@pytest.mark.parametrize(
    ("changes", "policy"),
    [
        ({"descriptor": replace(DESCRIPTOR, owners=())}, "product-has-owner"),
        ({"descriptor": replace(DESCRIPTOR, contact="")}, "product-has-owner"),
        ({"descriptor": replace(DESCRIPTOR, team="sales")}, "domain-is-owned"),
        ({"descriptor": replace(DESCRIPTOR, description="")}, "ports-are-described"),
        ({"contracts": ()}, "ports-have-contracts"),
        ({"contracts": (replace(CONTRACT, purpose=""),)}, "ports-are-described"),
        ({"contracts": (replace(CONTRACT, service_levels=()),)}, "ports-promise-a-level"),
        ({"contracts": (with_columns(replace(CARRIER, mask="year"), ADDRESS),)}, "masks-fit-types"),
        ({"contracts": (with_columns(ADDRESS),)}, "row-filters-name-columns"),
        ({"known": replace(KNOWN, domains={})}, "domain-is-owned"),
        ({"known": replace(KNOWN, ids={"operations.flights": "sales.orders"})}, "contract-ids-are-unique"),
    ],
)
def test_what_is_missing_from_a_publication_is_named_by_its_policy(changes, policy):
    verdict = judged(**changes)
    assert not verdict.allowed
    assert policy in {denial.policy for denial in verdict.denials}


def test_a_product_that_reads_others_needs_a_purpose():
    port = InputPort(name="obs", version="1", contract_id="weather.observations", path=())
    descriptor = replace(DESCRIPTOR, inputs=(port,))
    known = replace(KNOWN, ids={"weather.observations": "weather.observations"})
    assert {denial.policy for denial in judged(descriptor=descriptor, known=known).denials} == {
        "readers-have-a-purpose"
    }
    assert judged(descriptor=replace(descriptor, purpose="planning"), known=known).allowed


@pytest.mark.parametrize("port", ["operations.flights", "operations.flights_v2", "mesh.operations.flights_v3"])
def test_a_new_major_keeps_the_id_of_its_contract(port):
    assert judged(known=replace(KNOWN, ids={"operations.flights": port})).allowed


def test_a_port_that_is_named_oddly_is_compared_as_it_stands():
    assert not judged(known=replace(KNOWN, ids={"operations.flights": "Some Port"})).allowed


def test_a_service_level_of_any_type_can_be_judged():
    odd = ServiceLevel(property="freshness", value=Version(1, 0, 0), path=())
    assert judged(contracts=(replace(CONTRACT, service_levels=(odd,)),)).allowed


def evolving(to, bump="major", grade="breaking"):
    change = ChangeFacts(
        kind="removed", path="schema[0]", grade=grade, message="`carrier` was removed", column="carrier"
    )
    consumer = ConsumerFacts(product="planning/delays", columns=("carrier",))
    document = evolution_input(
        port="operations.flights", versions=("1.0.0", to), changes=[change], required_bump=bump, consumers=[consumer]
    )
    return LAW.verdict("evolution/evolve", document)


def test_a_breaking_change_names_the_consumers_and_takes_a_major():
    verdict = evolving("1.1.0")
    assert not verdict.allowed
    assert "`carrier` was removed (breaking; read by `planning/delays` (`carrier`))" in {
        denial.message for denial in verdict.denials
    }
    assert evolving("2.0.0").allowed


@pytest.mark.parametrize(("to", "allowed"), [("1.0.0", False), ("1.0.1", False), ("1.1.0", True), ("0.9.0", False)])
def test_an_addition_moves_the_minor_version(to, allowed):
    assert evolving(to, bump="minor", grade="safe").allowed is allowed
