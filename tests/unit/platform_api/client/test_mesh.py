"""The Python client on a home of this machine and on a served platform: the same answers, the same failures."""

import socket
import threading
from contextlib import contextmanager

import pyarrow as pa
import pytest
import uvicorn

from governance.errors import Denied, Invalid, NotFound, SignInNeeded, Unavailable
from governance.names import ProductName
from platform_api.client import connect
from platform_api.client.connection import in_process, open_home_of
from platform_api.main import create_app
from platform_api.principals.schemas import PrincipalNew
from platform_api.principals.service import create_principal
from platform_api.settings import load_settings
from sidecar.calls import Calls
from sidecar.platform import Platform
from sidecar.run import Surroundings, run_product
from tests.factories.products import product_files
from tests.factories.running import write_rows

NAME = "operations/trips"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with one product that ran; `ann` administers it and owns the product, `bob` may sign in."""
    folder = tmp_path_factory.mktemp("client")
    embedded = open_home_of(load_settings(home=folder / "home"), create=True)
    with embedded.state.database.write("adding people") as session:
        create_principal(session, PrincipalNew(id="ann", roles=["platform_admin"]), by="ann")
        create_principal(session, PrincipalNew(id="bob"), by="ann")
    with in_process(embedded, user="ann") as http:
        files = product_files(owner="ann")
        body = {"files": files, "location": str(write_rows(folder))}
        Calls(http).post(f"products/{NAME}/versions", body)
        given = Surroundings(platform=Platform(http), catalog=embedded.tables_of_run, scratch=str(folder))
        run_product(ProductName.parse(NAME), given)
    embedded.close()
    return folder / "home"


@contextmanager
def served(home):
    """The platform of a home behind a loopback port, as `trellis up` serves it; yields its URL and a token for ann."""
    app = create_app(load_settings(home=home))
    state = app.state.trellis
    token = state.authority.issue("ann", now=state.clock(), ids=state.ids).token
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # so that nobody has to wait for the server: what comes early is queued
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", token
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(params=["in process", "served"])
def mesh(request, home):
    if request.param == "in process":
        with connect(home=home, user="ann") as opened:
            yield opened
        return
    request.getfixturevalue("socket_enabled")
    with served(home) as (url, token), connect(url, token) as opened:
        yield opened


def test_a_query_comes_back_as_arrow_with_what_the_law_did(mesh):
    found = mesh.query("SELECT id, delay FROM mesh.operations.trips ORDER BY id")
    assert isinstance(found, pa.Table)
    assert found.to_pydict() == {"id": [1, 2, 3], "delay": [5.0, -3.5, None]}
    assert b"operations.trips" in found.schema.metadata[b"trellis"]


def test_lists_products_ports_lineage_and_search_are_plain_values(mesh):
    assert [row["name"] for row in mesh.list()] == [NAME]
    assert [row["name"] for row in mesh.list("ports", domain="operations")] == ["operations.trips"]
    assert [row["name"] for row in mesh.list("domains")] == ["operations"]
    assert mesh.show(NAME)["version"] == "1.0.0"
    assert [column["name"] for column in mesh.show("operations.trips")["columns"]] == [
        "id",
        "carrier",
        "tailnum",
        "delay",
    ]
    graph = mesh.lineage("operations.trips", direction="upstream")
    assert any(edge["target"] == "operations.trips" for edge in graph["edges"])
    assert [item["name"] for item in mesh.search("tailnum")["items"]] == [NAME]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda mesh: mesh.query("SELECT * FROM mesh.operations.nothing"), NotFound),
        (lambda mesh: mesh.query("DROP TABLE mesh.operations.trips"), Invalid),
        (lambda mesh: mesh.show("operations/nothing"), NotFound),
        (lambda mesh: mesh.list("products", colour="red"), Invalid),
        (lambda mesh: mesh.lineage("operations.trips", depth=0), Invalid),
    ],
    ids=["table", "sql", "product", "filter", "depth"],
)
def test_failures_are_the_platforms_own_with_their_hints(mesh, act, kind):
    with pytest.raises(kind) as failure:
        act(mesh)
    assert failure.value.hint
    assert failure.value.case


def test_a_denial_says_which_command_asks_for_access(home):
    with connect(home=home, user="bob") as mesh, pytest.raises(Denied) as failure:
        mesh.query("SELECT * FROM mesh.operations.trips", purpose="planning")
    assert "trellis grant operations.trips --to bob --purpose planning" in failure.value.hint
    assert failure.value.context["policy"] == "reading-is-entitled"


def test_somebody_that_the_mesh_does_not_know_is_not_let_in(home):
    with pytest.raises(SignInNeeded, match="does not know `eve`") as failure:
        connect(home=home, user="eve")
    assert "--as" in failure.value.hint


def test_a_home_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(NotFound, match="There is no mesh") as failure:
        connect(home=tmp_path / "nowhere")
    assert "trellis demo" in failure.value.hint
    assert not (tmp_path / "nowhere").exists()


def test_a_url_needs_a_token():
    with pytest.raises(SignInNeeded) as failure:
        connect("http://127.0.0.1:1")
    assert failure.value.hint == "trellis --url http://127.0.0.1:1 login"


@pytest.mark.enable_socket
def test_a_forged_token_is_not_accepted(home):
    with served(home) as (url, token), connect(url, token[:-4] + "AAAA") as mesh, pytest.raises(SignInNeeded):
        mesh.list()


@pytest.mark.enable_socket
def test_a_platform_that_is_not_there_is_unavailable():
    with connect("http://127.0.0.1:1", "token") as mesh, pytest.raises(Unavailable) as failure:
        mesh.list()
    assert "trellis up" in failure.value.hint


def test_pages_are_turned_to_the_end(home):
    with connect(home=home, user="ann") as mesh:
        assert len(mesh.list("products", limit="1")) == 1


def test_the_setting_names_the_home(home, monkeypatch):
    monkeypatch.setenv("TRELLIS_HOME", str(home))
    with connect(user="ann") as mesh:
        assert [row["name"] for row in mesh.list()] == [NAME]
