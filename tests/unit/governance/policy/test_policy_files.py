"""How the stock policies are written: one rule a file, a test beside each, nothing that crosses to the host."""

import re
import statistics

import pytest

from governance.policy import policies
from governance.policy.bundle import STOCK, rego_sources

SOURCES = rego_sources(STOCK)
TESTS = {path.relative_to(STOCK).as_posix(): path.read_text() for path in STOCK.rglob("*_test.rego")}
POLICIES = policies()
VERDICTS = ("access/read.rego", "access/administer.rego", "registration/register.rego", "evolution/evolve.rego")
HOST = re.compile(
    r"\b(sprintf|regex\.|time\.|http\.|json\.|glob\.|semver\.|units\.|io\.|crypto\.|net\.|rand\.|uuid\.|opa\.)"
)


def slugs(text):
    return set(re.findall(r'"policy": "([a-z0-9-]+)"', text))


def test_every_policy_has_a_slug_of_its_own():
    names = [policy.slug for policy in POLICIES]
    assert len(names) == len(set(names)) >= 30


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.slug)
def test_a_policy_says_everything_about_itself(policy):
    assert policy.title
    assert policy.description.endswith(".")
    assert policy.fix.endswith(".")
    assert policy.severity in {"error", "warning", "info"}
    assert policy.package == policy.file.removesuffix(".rego").replace("/", ".")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.slug)
def test_a_file_speaks_for_one_policy(policy):
    assert slugs(SOURCES[policy.file]) <= {policy.slug}
    assert sum(other.file == policy.file for other in POLICIES) == 1


@pytest.mark.parametrize("policy", [one for one in POLICIES if one.severity != "info"], ids=lambda policy: policy.slug)
def test_what_can_refuse_or_warn_is_asked_by_a_verdict(policy):
    rule = "warn" if policy.severity == "warning" else "deny"
    asked = "".join(text for path, text in SOURCES.items() if path != policy.file)
    names = re.findall(rf"import data\.{re.escape(policy.package)}(?: as (\w+))?\n", asked)
    assert policy.slug == "grant-is-whole" or any(
        re.search(rf"\b{name or policy.package.rpartition('.')[2]}\.{rule}\b", asked) for name in names
    )


@pytest.mark.parametrize("path", sorted(SOURCES))
def test_every_file_has_its_test_beside_it(path):
    assert path.replace(".rego", "_test.rego") in TESTS


@pytest.mark.parametrize(("path", "text"), SOURCES.items(), ids=list(SOURCES))
def test_nothing_crosses_to_the_host(path, text):
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert HOST.findall(code) == []
    assert not re.search(r"\bwith (input|data)\b", code)


@pytest.mark.parametrize(("path", "text"), {**SOURCES, **TESTS}.items(), ids=[*SOURCES, *TESTS])
def test_lines_can_be_read_without_scrolling(path, text):
    assert [line for line in text.expandtabs(4).splitlines() if len(line) > 130] == []


def test_policies_are_short_and_well_tested():
    lengths = [len(text.splitlines()) for text in SOURCES.values()]
    assert statistics.median(lengths) <= 45
    assert max(lengths) <= 100
    assert sum(len(text.splitlines()) for text in TESTS.values()) >= 1.5 * sum(lengths)


@pytest.mark.parametrize("path", VERDICTS)
def test_a_verdict_is_an_entrypoint(path):
    assert "# entrypoint: true" in SOURCES[path]
