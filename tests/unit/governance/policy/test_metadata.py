import pytest

from governance.errors import Invalid, NotFound
from governance.policy import explain, policies

ONE = """# METADATA
# title: "One: a rule"
# description: >-
#   It says
#   something.
# custom:
#   slug: one-rule
#   severity: warning
#   fix: Do it.
package local.read

deny contains 1
"""


def written(tmp_path, text):
    (tmp_path / "one.rego").write_text(text)
    return policies(tmp_path)


def test_a_policy_says_what_it_is(tmp_path):
    (policy,) = written(tmp_path, ONE)
    assert (policy.slug, policy.title, policy.description) == ("one-rule", "One: a rule", "It says something.")
    assert (policy.severity, policy.fix) == ("warning", "Do it.")
    assert (policy.file, policy.package) == ("one.rego", "local.read")


def test_metadata_may_stand_above_a_rule(tmp_path):
    about, _, rest = ONE.partition("package local.read\n")
    (policy,) = written(tmp_path, f"package local.read\n\n{about}{rest.lstrip()}")
    assert (policy.slug, policy.package) == ("one-rule", "local.read")


def test_what_a_policy_leaves_out_is_empty(tmp_path):
    (policy,) = written(tmp_path, "# METADATA\n# custom:\n#   slug: bare\npackage a\n")
    assert (policy.title, policy.fix, policy.severity) == ("", "", "error")


@pytest.mark.parametrize(
    "text", ["", "package a\n", "# METADATA\n# title: no slug\npackage a\n", "# a comment\npackage a\n"]
)
def test_rego_without_a_slug_is_no_policy(tmp_path, text):
    assert written(tmp_path, text) == ()


@pytest.mark.parametrize(
    "about", ["# title: [", "# - a list", "# custom: word", "# a: b: c", "# !!python/name:os.system x"]
)
def test_metadata_that_cannot_be_read_is_invalid_and_names_the_file(tmp_path, about):
    with pytest.raises(Invalid, match=r"one\.rego"):
        written(tmp_path, f"# METADATA\n{about}\npackage a\n")


def test_tests_are_no_policies(tmp_path):
    (tmp_path / "one_test.rego").write_text(ONE)
    assert policies(tmp_path) == ()


def test_a_denial_can_be_explained():
    assert explain("grants-expire").title == "A grant counts from its start until it expires or is revoked"


def test_an_unknown_policy_is_answered_with_the_known_ones():
    with pytest.raises(NotFound) as failure:
        explain("nonsense")
    assert "`grants-expire`" in failure.value.hint
