"""Search as people meet it: plain words, whatever they are, and products that are there the moment they are published."""

import pytest

from tests.factories.mesh import open_mesh
from tests.factories.products import COLUMNS, product_files, source_port
from tests.factories.running import published

SEARCH = "/api/v1/mesh/search"
GLIDERS = [{"name": "wingspan", "logicalType": "number", "description": "From tip to tip, in metres"}, COLUMNS[2]]


@pytest.fixture(scope="module")
def found(tmp_path_factory, template, portal, stock):
    """A mesh with three products in two domains."""
    with open_mesh(tmp_path_factory.mktemp("search") / "home", template, portal=portal, law=stock) as mesh:
        published(mesh)
        gliders = {"tags": ["soaring"], "description": {"purpose": "Aircraft without an engine"}}
        published(mesh, product_files("operations/gliders", GLIDERS, descriptor=gliders), name="operations/gliders")
        rain = product_files("weather/rain", team="weather_team", owner="wes")
        published(mesh, rain, by="wes", name="weather/rain")
        yield mesh


def ask(mesh, q="", **query):
    answer = mesh.by("sam").get(SEARCH, params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(found):
    return [item["name"] for item in found["items"]]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("gliders", "name"),
        ("GLIDER", "name"),
        ("operations gliders", "name"),
        ("wingspan", "columns"),
        ("engine", "description"),
        ("tip metres", "description"),
        ("soaring", "tags"),
    ],
)
def test_a_product_is_found_by_what_it_is_called_holds_and_says(found, words, field):
    told = ask(found, words)
    assert names(told) == ["operations/gliders"]
    assert field in {piece["field"] for piece in told["items"][0]["highlights"]}


@pytest.mark.parametrize("words", ["wes", "weather_team", "weather_team@example.org"])
def test_a_product_is_found_by_its_people(found, words):
    assert names(ask(found, words)) == ["weather/rain"]


def test_a_highlight_says_where_the_words_are(found):
    (piece,) = (one for one in ask(found, "engine")["items"][0]["highlights"] if one["field"] == "description")
    (mark,) = piece["marks"]
    assert piece["text"][slice(*mark)] == "engine"


def test_a_name_comes_before_a_mention(found):
    published(
        found,
        product_files("operations/rainy", descriptor={"description": {"purpose": "Not rain"}}),
        name="operations/rainy",
    )
    assert names(ask(found, "rain"))[0] == "weather/rain"


@pytest.mark.parametrize(
    "words",
    [
        '"', '""', '"gliders', "'", "NEAR(", "NEAR(gliders rain, 5)", "*", "**", "-", "- gliders", "^", "name:", "name : x",
        "(", ")", "AND", "OR", "NOT", "a AND", "{name}: x", "+", ":", "\\", "%", "_", ";", "--", "/* */", "\x00", "\U0001f600",
        "x" * 10_000, "a " * 5000, "'; DROP TABLE search_texts; --", "search_texts MATCH 'x'", "é́́́", "\u202e", "مرحبا", "語",
    ],
)  # fmt: skip
def test_nothing_in_the_words_is_an_operator(found, words):
    told = ask(found, words)
    assert told["total"] == len(told["items"]) or told["next"]
    assert names(ask(found, "gliders")) == ["operations/gliders"]


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ('"gliders"', True),
        ("glider*", True),
        ("name:gliders", False),
        ("gliders -soaring", True),
        ("gliders NOT soaring", False),
        ("gliders OR rain", False),
    ],
)
def test_words_that_look_like_operators_are_words(found, words, there):
    assert names(ask(found, words)) == (["operations/gliders"] if there else [])


def test_without_words_everything_is_there_newest_first_with_its_facets(found):
    told = ask(found)
    assert told["total"] == len(told["items"])
    facets = {facet["facet"]: {one["value"]: one["count"] for one in facet["values"]} for facet in told["facets"]}
    assert facets["domain"]["weather"] == 1
    assert facets["team"]["flight_ops"] == told["total"] - 1
    assert facets["tag"] == {"soaring": 1}
    assert facets["classification"]["confidential"] == told["total"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"domain": "weather"}, {"weather/rain"}),
        ({"tag": "soaring"}, {"operations/gliders"}),
        ({"tag": ["soaring", "nothing"]}, {"operations/gliders"}),
        ({"domain": "weather", "tag": "soaring"}, set()),
        ({"owner": "wes"}, {"weather/rain"}),
        ({"team": "' OR 1=1 --"}, set()),
        ({"status": "retired"}, set()),
    ],
)
def test_facets_narrow_down(found, chosen, expected):
    assert set(names(ask(found, **chosen))) == expected


def test_a_choice_within_a_facet_still_shows_what_else_could_be_chosen(found):
    told = ask(found, domain="weather")
    (domains,) = (facet["values"] for facet in told["facets"] if facet["facet"] == "domain")
    assert {one["value"] for one in domains} == {"operations", "weather"}


def test_a_facet_that_is_misspelt_is_refused(found):
    assert found.by("sam").get(SEARCH, params={"domian": "weather"}).status_code == 422


@pytest.mark.parametrize(("typo", "meant"), [("glidres", "gliders"), ("wingspam", "wingspan"), ("soarign", "soaring")])
def test_a_misspelt_word_suggests_one_that_finds_something(found, typo, meant):
    told = ask(found, typo)
    assert (told["items"], meant in told["suggestions"]) == ([], True)
    assert names(ask(found, told["suggestions"][0])) == ["operations/gliders"]


def test_pages_follow_each_other_without_a_gap_or_a_repeat(found):
    seen, after = [], None
    while True:
        page = ask(found, limit=1, **({"after": after} if after else {}))
        seen += names(page)
        after = page["next"]
        if after is None:
            break
    assert seen == names(ask(found))


def test_a_cursor_fits_one_question_alone(found):
    after = ask(found, limit=1)["next"]
    for change in ({"q": "gliders"}, {"domain": "weather"}, {"after": "nonsense"}):
        query = {"limit": 1, "after": after, **change}
        assert found.by("sam").get(SEARCH, params=query).json()["type"] == "/problems/bad-cursor"


def test_a_product_is_found_by_what_it_says_now_and_no_more_by_what_it_said(lawful):
    def publish(version, purpose, column):
        custom = {"description": {"purpose": purpose}}
        columns = [*COLUMNS, {"name": column, "logicalType": "string"}] if column else COLUMNS
        published(lawful, product_files(columns=columns, descriptor=custom, version=version))

    publish("1.0.0", "Journeys of whales", "")
    assert names(ask(lawful, "whales")) == ["operations/trips"]
    publish("1.1.0", "Journeys of dolphins", "fin")
    assert (names(ask(lawful, "whales")), names(ask(lawful, "dolphins"))) == ([], ["operations/trips"])
    assert (names(ask(lawful, "fin")), ask(lawful)["total"]) == (["operations/trips"], 1)


def test_a_publish_that_is_refused_is_not_found(lawful):
    files = product_files("operations/secretive", team="weather_team")
    answer = lawful.by("olga").post("/api/v1/products/operations/secretive/versions", json={"files": files})
    assert (answer.status_code, ask(lawful, "secretive")["total"]) == (403, 0)


def test_an_empty_mesh_finds_nothing_and_says_so(lawful):
    assert ask(lawful, "anything") == {"items": [], "next": None, "total": 0, "facets": [], "suggestions": []}


def test_nobody_searches_without_a_token(found):
    assert found.by().get(SEARCH).status_code == 401


def test_the_graph_shows_who_reads_whom_across_domains(found):
    reads = [{"name": "trips", "version": "1.0.0", "contractId": "operations.trips"}, source_port("rows")]
    custom = {
        "customProperties": [{"property": "kind", "value": "aggregate"}, {"property": "purpose", "value": "planning"}]
    }
    files = product_files("weather/late", inputs=reads, team="weather_team", owner="wes", descriptor=custom)
    sql = "SELECT t.id, t.carrier, t.tailnum, t.delay FROM {{ input('trips') }} AS t JOIN {{ source('rows') }} AS r ON r.carrier = t.carrier\n"
    published(found, {**files, "transform.sql": sql}, by="wes", name="weather/late")
    told = found.by("sam").get("/api/v1/mesh/graph", params={"domain": "weather"}).json()
    assert told["links"] == [
        {"source": "operations/trips", "port": "operations.trips", "target": "weather/late", "input": "trips"}
    ]
    assert {(node["name"], node["outside"]) for node in told["nodes"]} >= {
        ("operations/trips", True),
        ("weather/late", False),
    }
