"""What a template can call, beside its answers: what is wrong with one, how it is spelled, and what follows from it."""

from types import ModuleType, SimpleNamespace
from typing import Any

from product_templates import examples, spelling, tables
from product_templates.faults import columns, inputs, words

__all__ = ["VOCABULARY"]


def _named(*modules: ModuleType) -> dict[str, Any]:
    return {name: getattr(module, name) for module in modules for name in module.__all__}


VOCABULARY: dict[str, Any] = {
    **_named(examples, spelling, tables),
    "fault": SimpleNamespace(**_named(words, columns, inputs)),
}
"""By name, as in `[[ yaml(description, 4) ]]` and `[[ fault.email(contact) ]]`."""
