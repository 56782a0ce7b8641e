"""Contracts on their way to and from other formats: what each format is, and what is changed for it."""

from governance.exchange.adopt import adopt
from governance.exchange.formats import EXPORTS, IMPORTS
from governance.exchange.prepare import PLACEHOLDER, prepared

__all__ = ["EXPORTS", "IMPORTS", "PLACEHOLDER", "adopt", "prepared"]
