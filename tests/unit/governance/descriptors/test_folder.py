"""A product's folder: what its files say about each other, and that nothing outside of it is read."""

import os

import pytest

from governance.descriptors import Descriptor, load_product, verdict_findings
from governance.descriptors.transform import Transform, TransformFault, reads_of
from governance.errors import NotFound
from governance.findings import render
from governance.policy.decision import Denial, Verdict
from tests.samples.contracts.sample import marked
from tests.unit.governance.descriptors.samples import CONTRACT, DESCRIPTOR, FILES, found, product, write


def test_the_sample_itself_has_no_finding(tmp_path):
    assert product(tmp_path)[0] == []


def test_a_folder_is_read_whole(tmp_path):
    loaded = load_product(write(tmp_path, FILES))
    assert isinstance(loaded.descriptor, Descriptor)
    assert list(loaded.contracts) == ["delays"]
    assert sorted(loaded.expectations) == ["flights", "holidays"]
    assert [(one.kind, one.file) for one in loaded.transforms] == [("sql", "transform.sql")]
    assert (sorted(loaded.policies), list(loaded.tests)) == (
        ["policies/read.rego", "policies/read_test.rego"],
        ["tests/rows.yaml"],
    )
    assert dict(loaded.files) == FILES


@pytest.mark.parametrize(
    ("code", "file", "edits"),
    [
        ("TRL290", "product.odps.yaml", ("  - name: flights", "  - name: «fleet", "operations.flights", "operations.fleet")),
        ("TRL296", "product.odps.yaml", ("    contractId: planning.delays", "    contractId: «planning.delay")),
        ("TRL296", "product.odps.yaml", ("  - name: delays\n    version: 1.0.0", "  - name: delays\n    version: «1.1.0")),
        ("TRL296", "contracts/delays.odcs.yaml", ("  - name: delays", "  - name: «causes")),
        ("TRL296", "contracts/delays.odcs.yaml", ("domain: planning", "domain: «plans")),
        ("TRL297", "expectations/holidays.yaml", ("id: planning.holidays_csv", "id: «planning.holidays")),
        ("TRL299", "transform.sql", ("{{ input('operations.flights') }}", "{{ «input('operations.carriers') }}, {{ input('flights') }}")),
        ("TRL299", "transform.sql", ("{{ source('holidays') }}", "{{ «source('flights') }}, {{ source('holidays') }}")),
        ("TRL298", "transform.sql", ("{{ source('holidays') }}", "{{ «source(name) }}")),
        ("TRL403", "policies/read.rego", ("package local.read", "«package access")),
        ("TRL403", "policies/read.rego", ("package local.read\n", "", "deny", "«deny")),
        ("TRL271", "contracts/delays.odcs.yaml", ("classification: public", "classification: «open")),
        ("TRL101", "expectations/flights.yaml", ("version: 1.0.0", "version: 1.0.0«: x")),
    ],
)  # fmt: skip
def test_files_that_do_not_fit_are_found_at_the_place_to_change(tmp_path, code, file, edits):
    findings, (line, column) = product(tmp_path, file, *edits)
    line, column = (1, 1) if edits[0].endswith("read\n") else (line, column)
    assert (code, file, line, column) in findings


@pytest.mark.parametrize(
    ("without", "code", "file"),
    [
        ("contracts/delays.odcs.yaml", "TRL291", "product.odps.yaml"),
        ("expectations/flights.yaml", "TRL297", "product.odps.yaml"),
        ("transform.sql", "TRL298", "product.odps.yaml"),
        ("policies/read_test.rego", "TRL404", "policies/read.rego"),
        ("tests/rows.yaml", "TRL509", "product.odps.yaml"),
    ],
)
def test_a_file_that_is_missing_is_named(tmp_path, without, code, file):
    findings, _ = product(tmp_path, without=without)
    assert [(found_code, where) for found_code, where, _, _ in findings] == [(code, file)]


@pytest.mark.parametrize("name", ["contracts/old.odcs.yaml", "expectations/old.yaml"])
def test_a_file_that_no_port_names_is_named_and_still_judged(tmp_path, name):
    write(tmp_path, FILES | {name: "apiVersion: v3.2.0\n"})
    codes = [code for code, file, _, _ in found(str(tmp_path)) if file == name]
    assert "TRL122" in codes
    assert "TRL112" in codes


def test_two_transforms_are_one_too_many(tmp_path):
    write(tmp_path, FILES | {"transform.py": "def transform(): ...\n"})
    assert [code for code, *_ in found(str(tmp_path))] == ["TRL298"]


SQL = FILES["transform.sql"]
ELSEWHERE = {name: text for name, text in FILES.items() if name != "transform.sql"}


def test_a_table_may_have_a_transform_of_its_own(tmp_path):
    loaded = load_product(write(tmp_path, ELSEWHERE | {"transforms/delays.sql": SQL}))
    assert loaded.findings == ()
    assert [one.file for one in loaded.transforms] == ["transforms/delays.sql"]


READS = "{{ input('flights') }}, {{ source('holidays') }}"


@pytest.mark.parametrize(
    "sql",
    [
        "«DROP TABLE {reads}",
        "SELECT 1\nFROM «read_csv('/etc/passwd'), {reads}",
        "SELECT 1,\n«{{{{ oops }}}} FROM {reads}",
        "SELECT 1\nFROM {reads}, «operations.carriers",
    ],
)
def test_a_transform_that_no_run_would_take_is_found_before_one(tmp_path, sql):
    text, line, column = marked(sql.format(reads=READS))
    findings = found(write(tmp_path, FILES | {"transform.sql": text}))
    assert findings == [("TRL266", "transform.sql", line, column)]


def test_sql_that_cannot_be_read_is_found_at_its_line(tmp_path):
    text = f"SELECT 1 FROM {READS}\nLEFT JOYN x"
    assert [one[:3] for one in found(write(tmp_path, FILES | {"transform.sql": text}))] == [
        ("TRL266", "transform.sql", 2)
    ]


@pytest.mark.parametrize(
    ("more", "code", "file"),
    [
        ({"transform.sql": SQL, "transforms/causes.sql": SQL}, "TRL122", "transforms/causes.sql"),
        (
            {"transforms/delays.sql": SQL, "transforms/delays.py": "def transform(): ..."},
            "TRL298",
            "transforms/delays.sql",
        ),
    ],
)
def test_a_transform_of_no_table_and_two_of_one_are_named(tmp_path, more, code, file):
    assert (code, file) in [(one, where) for one, where, *_ in found(write(tmp_path, ELSEWHERE | more))]


def test_a_second_major_has_a_contract_of_its_own(tmp_path):
    second = (
        "    description: One row per cause\n  - name: delays\n    version: 2.0.0\n    contractId: planning.delays_v2\n"
    )
    more = CONTRACT.replace("id: planning.delays", "id: planning.delays_v2").replace("version: 1.0.0", "version: 2.0.0")
    files = {
        "product.odps.yaml": DESCRIPTOR.replace("    description: One row per cause\n", second),
        "contracts/delays_v2.odcs.yaml": more,
    }
    loaded = load_product(write(tmp_path, FILES | files))
    assert loaded.findings == ()
    assert {table: str(contract.version) for table, contract in loaded.contracts.items()} == {
        "delays": "1.0.0",
        "delays_v2": "2.0.0",
    }


def test_who_answers_may_be_told_by_the_product_or_by_the_contract(tmp_path):
    nobody = DESCRIPTOR.replace("      role: owner\n", "")
    codes = [(code, file) for code, file, _, _ in found(write(tmp_path, FILES | {"product.odps.yaml": nobody}))]
    assert codes == [
        ("TRL504", "contracts/delays.odcs.yaml"),
        ("TRL506", "contracts/delays.odcs.yaml"),
        ("TRL504", "product.odps.yaml"),
    ]


def test_a_contract_is_judged_even_when_the_descriptor_cannot_be_read(tmp_path):
    bad = {"product.odps.yaml": "a: [", "contracts/delays.odcs.yaml": CONTRACT.replace("public", "open")}
    loaded = load_product(write(tmp_path, FILES | bad))
    assert loaded.descriptor is None
    assert {"TRL101", "TRL271"} <= {one.code for one in loaded.findings}


def test_no_folder_and_no_descriptor_are_not_found(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotFound) as refused:
            load_product(str(path))
        assert "trellis new" in refused.value.hint


@pytest.mark.parametrize(
    "name", ["contracts/delays.odcs.yaml", "product.odps.yaml", "policies/read.rego", "tests/rows.yaml"]
)
def test_a_link_out_of_the_folder_is_not_followed(tmp_path, name):
    secret = tmp_path / "secret"
    secret.write_text("top: secret\n")
    folder = write(tmp_path / "product", FILES)
    os.unlink(os.path.join(folder, name))
    os.symlink(secret, os.path.join(folder, name))
    loaded = load_product(folder)
    assert "TRL121" in {one.code for one in loaded.findings}
    assert "secret" not in str(loaded.files)


def test_a_directory_that_leads_out_of_the_folder_is_not_read(tmp_path):
    outside = tmp_path / "outside"
    write(outside, {"delays.odcs.yaml": CONTRACT})
    folder = write(
        tmp_path / "product", {name: text for name, text in FILES.items() if not name.startswith("contracts")}
    )
    os.symlink(outside, os.path.join(folder, "contracts"))
    assert {"TRL121", "TRL291"} <= {code for code, *_ in found(folder)}


def test_a_link_inside_the_folder_is_followed(tmp_path):
    folder = write(tmp_path, FILES | {"shared/one.yaml": FILES["expectations/flights.yaml"]})
    os.unlink(os.path.join(folder, "expectations/flights.yaml"))
    os.symlink("../shared/one.yaml", os.path.join(folder, "expectations/flights.yaml"))
    assert found(folder) == []


@pytest.mark.timeout(30)
def test_a_pipe_a_directory_a_giant_and_binary_are_no_documents(tmp_path):
    folder = write(
        tmp_path, {name: text for name, text in FILES.items() if not name.startswith(("expectations", "policies"))}
    )
    for place in ("expectations", "policies"):
        (tmp_path / place).mkdir(exist_ok=True)
    os.mkfifo(tmp_path / "expectations/flights.yaml")
    (tmp_path / "expectations/holidays.yaml").mkdir()
    (tmp_path / "policies/big.rego").write_bytes(b"#" * 1_048_577)
    (tmp_path / "policies/raw.rego").write_bytes(b"\xff\xfe")
    refused = [file for code, file, _, _ in found(folder) if code == "TRL121"]
    assert refused == [
        "expectations/flights.yaml",
        "expectations/holidays.yaml",
        "policies/big.rego",
        "policies/raw.rego",
    ]


def test_findings_and_sources_go_by_the_same_names(tmp_path):
    folder = write(
        tmp_path,
        FILES | {"contracts/delays.odcs.yaml": CONTRACT.replace("classification: public", "classification: open")},
    )
    loaded = load_product(folder)
    text = render(loaded.findings, "text", loaded.sources)
    assert "17 |         classification: open" in text


PYTHON = Transform(
    kind="python", text="import x\n\n\ndef transform(flights, *, holidays):\n    return flights\n", file="transform.py"
)


def test_a_python_transform_reads_what_its_arguments_name(tmp_path):
    assert [(read.name, read.line, read.column) for read in reads_of(PYTHON)] == [
        ("flights", 4, 15),
        ("holidays", 4, 27),
    ]
    files = {name: text for name, text in FILES.items() if name != "transform.sql"}
    assert found(write(tmp_path, files | {"transform.py": PYTHON.text})) == []


@pytest.mark.parametrize(
    "text",
    [
        "def transform(:\n",
        "x = 1\n",
        "def transform(*inputs): ...\n",
        "def transform(" + "(" * 5_000,
        "\n" * 10 + "class transform: ...\n",
    ],
)
def test_a_python_transform_whose_inputs_cannot_be_told_is_refused(tmp_path, text):
    files = {name: one for name, one in FILES.items() if name != "transform.sql"}
    codes = [
        code for code, file, _, _ in found(write(tmp_path, files | {"transform.py": text})) if file == "transform.py"
    ]
    assert codes == ["TRL298"]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("{{ input('a.b') }}", [("input", "a.b")]),
        ('{% set f = input( "a" ) %}{{f}}', [("input", "a")]),
        ("{# input('a') #}", []),
        ("SELECT input('a')", []),
        ("{{ my_input('a') }}", []),
        ("{{ source('x') }}\n{{ input('y') }}", [("source", "x"), ("input", "y")]),
    ],
)
def test_what_a_query_reads_is_told_from_its_text(text, reads):
    assert [(read.how, read.name) for read in reads_of(Transform(kind="sql", text=text, file="t"))] == reads


def test_a_name_that_is_computed_cannot_be_told():
    with pytest.raises(TransformFault) as refused:
        reads_of(Transform(kind="sql", text="SELECT 1\nFROM {{ input(name) }}", file="t"))
    assert (refused.value.line, refused.value.column) == (2, 9)


def test_a_policys_answer_is_shown_where_it_is_about(tmp_path):
    loaded = load_product(write(tmp_path, FILES))
    denials = [
        Denial(policy="owner", path="product.team.members", message="m", fix="f"),
        Denial(policy="class", path="contracts[0].schema[0].properties[0].classification", message="m", fix="f"),
        Denial(policy="odd", path="contracts[7].id", message="m", fix="f"),
    ]
    warned = (Denial(policy="slo", path="elsewhere", message="m", fix="f"),)
    verdict = Verdict(allowed=False, denials=tuple(denials), warnings=warned, revision="r")
    shown = verdict_findings(verdict, loaded.descriptor, list(loaded.contracts.values()))
    assert [(one.code, os.path.basename(one.file), one.line, one.column) for one in shown] == [
        ("TRL401", "delays.odcs.yaml", 17, 25),
        ("TRL401", "product.odps.yaml", 1, 1),
        ("TRL402", "product.odps.yaml", 1, 1),
        ("TRL401", "product.odps.yaml", 33, 3),
    ]
