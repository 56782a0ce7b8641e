"""Policies: questions in, decisions out, by the law's own engines. `Law(WasmEngine())` decides in process."""

from governance.policy.combine import combine, refusal, stricter
from governance.policy.decision import Denial, Mask, PolicyEngine, ReadDecision, RowFilter, Verdict
from governance.policy.facts import (
    ChangeFacts,
    ColumnFacts,
    ConsumerFacts,
    FilterRule,
    Grant,
    Known,
    PortFacts,
    Resource,
    Subject,
)
from governance.policy.law import Law, tighten
from governance.policy.limits import Limits
from governance.policy.metadata import Policy, explain, policies
from governance.policy.opa import OpaEngine
from governance.policy.questions import administer_input, evolution_input, read_input, registration_input
from governance.policy.reference import RegoEngine, engine_for
from governance.policy.wasm import WasmEngine

__all__ = [
    "ChangeFacts",
    "ColumnFacts",
    "ConsumerFacts",
    "Denial",
    "FilterRule",
    "Grant",
    "Known",
    "Law",
    "Limits",
    "Mask",
    "OpaEngine",
    "Policy",
    "PolicyEngine",
    "PortFacts",
    "ReadDecision",
    "RegoEngine",
    "Resource",
    "RowFilter",
    "Subject",
    "Verdict",
    "WasmEngine",
    "administer_input",
    "combine",
    "engine_for",
    "evolution_input",
    "explain",
    "policies",
    "read_input",
    "refusal",
    "registration_input",
    "stricter",
    "tighten",
]
