"""The families put together."""

from governance.findings.catalogue.compatibility import COMPATIBILITY
from governance.findings.catalogue.constraints import CONSTRAINTS
from governance.findings.catalogue.documents import DOCUMENTS
from governance.findings.catalogue.examples import EXAMPLES
from governance.findings.catalogue.exchange import EXCHANGE
from governance.findings.catalogue.loading import LOADING
from governance.findings.catalogue.ownership import OWNERSHIP
from governance.findings.catalogue.policy import POLICY
from governance.findings.catalogue.privacy import PRIVACY
from governance.findings.catalogue.products import PRODUCTS
from governance.findings.catalogue.quality import QUALITY
from governance.findings.catalogue.service_levels import SERVICE_LEVELS
from governance.findings.catalogue.shape import SHAPE
from governance.findings.catalogue.structure import STRUCTURE
from governance.findings.rule import Rule

__all__ = ["CATALOGUE"]

_FAMILIES = (
    DOCUMENTS,
    SHAPE,
    STRUCTURE,
    CONSTRAINTS,
    QUALITY,
    PRIVACY,
    PRODUCTS,
    LOADING,
    COMPATIBILITY,
    POLICY,
    OWNERSHIP,
    SERVICE_LEVELS,
    EXAMPLES,
    EXCHANGE,
)

CATALOGUE: dict[str, Rule] = {
    rule.code: rule for rule in sorted((rule for family in _FAMILIES for rule in family), key=lambda rule: rule.code)
}
"""Code to rule, in the order of the codes."""
