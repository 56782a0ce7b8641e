"""What is on its way out says until when, and what to use instead."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_contract, of_each_field
from governance.contracts.lint.subject import Complaint, Field, Subject
from governance.contracts.vendor import custom_properties

__all__ = ["LIFECYCLE"]

_FIX = "add `customProperties` with `vendor: trellis`: `sunset` (a date) or `replacement`"


@of_each_field("TRL284")
def a_deprecated_column_says_until_when(field: Field) -> Iterator[Complaint]:
    if field.data.get("deprecated") and not {"sunset", "replacement"} & set(field.custom):
        yield field.complain(f"`{field.label}` is deprecated with neither end nor replacement", "deprecated", fix=_FIX)


@of_contract("TRL284")
def a_deprecated_contract_says_until_when(subject: Subject) -> Iterator[Complaint]:
    given = {name for name, _, _ in custom_properties(subject.data, ())}
    end_of_life = any(str(sla.get("property")).lower() in _ENDS for sla in subject.data.get("slaProperties") or ())
    if subject.data.get("status") == "deprecated" and not {"sunset", "replacement"} & given and not end_of_life:
        yield Complaint("The contract is deprecated with neither end nor replacement", ("status",), _FIX)


_ENDS = {"endofsupport", "endoflife", "es", "el"}

LIFECYCLE = (a_deprecated_column_says_until_when, a_deprecated_contract_says_until_when)
