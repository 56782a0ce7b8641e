"""The catalogue as text: for one code at the prompt, and whole as a page of the documentation."""

from governance.errors import NotFound
from governance.findings.catalogue import CATALOGUE
from governance.findings.model import Severity
from governance.findings.rule import GROUPS, Rule

__all__ = ["catalogue_page", "explain", "severity_of"]


def severity_of(code: str) -> Severity:
    """Return how much a finding with this code weighs."""
    return CATALOGUE[code].severity


def explain(code: str) -> str:
    """Return the page on one code, as Markdown that also reads well in a terminal; raise `NotFound` for others."""
    rule = CATALOGUE.get(code.strip().upper())
    if rule is None:
        first, last = min(CATALOGUE), max(CATALOGUE)
        raise NotFound(f"No rule `{code[:20]}`", hint=f"codes run from `{first}` to `{last}`; a finding names its own")
    return _page(rule, "#")


def catalogue_page() -> str:
    """Return the reference page of all codes, as Markdown."""
    parts = ["# Rules", "What `trellis check` can find, by code. `trellis explain CODE` shows one of them."]
    for number, group in GROUPS.items():
        rules = [rule for rule in CATALOGUE.values() if rule.code[3] == number]
        parts += [f"## TRL{number}xx: {group}", *(_page(rule, "###").rstrip() for rule in rules)]
    return "\n\n".join(parts) + "\n"


def _page(rule: Rule, heading: str) -> str:
    return (
        f"{heading} {rule.code}: {rule.title} ({rule.severity})\n\n{rule.why}\n\n{rule.cure}\n\n"
        f"Instead of\n\n{_block(rule.before)}\n\nwrite\n\n{_block(rule.after)}\n"
    )


def _block(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
