"""Pages hang together: links lead somewhere, commands exist, decisions and checklists name files that are there."""

import re
import shlex

import click
import pytest
from ruamel.yaml import YAML

from platform_api.cli.program import trellis
from platform_api.settings import Settings
from tests.docs.pages.settings import OTHERS, variable
from tests.docs.tree import DOCS, ROOT, blocks, pages, prose, slug_of

ADRS = sorted((DOCS / "adr").glob("[0-9]*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "References"]
LINK = re.compile(r"\[[^\]]+\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def named(path):
    return str(path.relative_to(ROOT))


def headings(path):
    return [slug_of(line) for line in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)]


def targets(path):
    return [((path.parent / file).resolve() if file else path, anchor) for file, anchor in LINK.findall(prose(path))]


@pytest.mark.parametrize("path", pages(), ids=named)
def test_every_link_leads_somewhere(path):
    assert [str(file) for file, _ in targets(path) if not file.exists()] == []
    assert [anchor for file, anchor in targets(path) if anchor and anchor not in headings(file)] == []


def test_every_page_can_be_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [file for file, _ in targets(page) if file.is_file()]
    assert [named(page) for page in pages() if page not in seen] == []


def typed(path):
    """Every `trellis …` that a page tells people to type, as words."""
    for block in blocks(path):
        if block.language == "sh":
            lines = block.text.replace("\\\n", " ").splitlines()
            yield from (shlex.split(line, comments=True) for line in lines if line.startswith("trellis "))


def parsed(words):
    """Raise for a command or an option that does not exist."""
    command, rest = trellis, [word for word in words[1:] if not word.startswith((">", "<", "|"))]
    while True:
        context = click.Context(command)
        _, rest, _ = command.make_parser(context).parse_args(list(rest))
        if not isinstance(command, click.Group):
            return
        _, command, rest = command.resolve_command(context, rest)


@pytest.mark.parametrize("path", pages(), ids=named)
def test_every_command_and_option_that_a_page_shows_exists(path):
    for words in typed(path):
        parsed(words)


def test_an_option_that_does_not_exist_would_be_noticed():
    with pytest.raises(click.UsageError):
        parsed(["trellis", "query", "SELECT 1", "--no-such-option"])


@pytest.mark.parametrize("path", pages(), ids=named)
def test_every_variable_that_a_page_names_is_a_setting(path):
    named = set(re.findall(r"_?TRELLIS_[A-Z_]*[A-Z]", path.read_text()))
    assert sorted(named - {*map(variable, Settings.model_fields), *OTHERS}) == []


@pytest.mark.parametrize("path", ADRS, ids=named)
def test_a_decision_is_one_page_in_one_form_about_files_that_exist(path):
    text = path.read_text()
    files = re.findall(r"^- `([^`]+)`$", text.partition("## References")[2], re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert text.startswith(f"# {path.name[:4]}: ")
    assert "**Status**: " in text
    assert len(text.split()) <= 400
    assert len(files) >= 3
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_decisions_are_numbered_without_a_gap():
    assert [path.name[:4] for path in ADRS] == [f"{number:04}" for number in range(1, len(ADRS) + 1)]


def test_every_box_of_a_checklist_names_a_test_that_exists():
    boxes = re.findall(r"^- \[ \] (.+)$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    held = [re.findall(r"`((?:tests|\.importlinter)[^`\s]*)`", box) for box in boxes]
    assert len(boxes) >= 25
    assert [box for box, tests in zip(boxes, held, strict=True) if not tests] == []
    assert [test for tests in held for test in tests if not (ROOT / test).exists()] == []


def test_the_budgets_are_those_that_are_held():
    text = (ROOT / "CONTRIBUTING.md").read_text().partition("## How it should read")[2]
    held = (ROOT / "tests/style/test_budgets.py").read_text()
    assert "at most 300 lines, median at most 110" in text
    assert "lines(path) <= 300" in held
    assert "<= 110" in held


@pytest.mark.parametrize("path", pages(), ids=named)
def test_a_page_names_no_place_on_anybodys_machine(path):
    assert re.findall(r"/(?:work|root|home|tmp|Users)/\w+", path.read_text()) == []


@pytest.mark.parametrize("path", pages(), ids=named)
def test_python_and_yaml_on_a_page_can_be_read(path):
    for block in blocks(path):
        if block.language == "python" and "->" not in block.text:
            compile(block.text, f"{named(path)}:{block.line}", "exec")
        if block.language == "yaml":
            assert YAML(typ="safe").load(block.text)
