"""Forms that ODCS has deprecated: still read, and gone in 4.0."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject

__all__ = ["DEPRECATED"]

_KEYS = {
    "slaDefaultElement": "write `element` at each service level",
    "dataProduct": "name the contract in the product's descriptor",
}


@of_contract("TRL119")
def no_deprecated_form_is_used(subject: Subject) -> Iterator[Complaint]:
    for key, fix in _KEYS.items():
        if key in subject.data:
            yield Complaint(f"`{key}` is deprecated since ODCS 3.1.0", (key,), fix)
    if isinstance(subject.data.get("team"), list):
        fix = "write `team: {name: …, members: […]}`"
        yield Complaint("A team as a list is deprecated since ODCS 3.1.0", ("team",), fix)


@of_contract("TRL119")
def no_deprecated_rule_is_used(subject: Subject) -> Iterator[Complaint]:
    for rule in subject.rules:
        written = subject.document.value(rule.path)
        if isinstance(written, dict) and "rule" in written:
            fix = f"write `metric: {rule.data.get('metric')}`"
            yield rule.complain("`rule` is deprecated since ODCS 3.1.0", "rule", fix=fix)


DEPRECATED = (no_deprecated_form_is_used, no_deprecated_rule_is_used)
