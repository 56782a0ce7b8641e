"""Which function translates which node: what is not in this table cannot stand in an expression."""

from governance.sql.binding.calls import CALLS
from governance.sql.binding.casts import CASTS
from governance.sql.binding.choices import CHOICES
from governance.sql.binding.columns import COLUMNS
from governance.sql.binding.literals import LITERALS
from governance.sql.binding.operators import OPERATORS
from governance.sql.binding.session import Handlers

__all__ = ["HANDLERS"]

HANDLERS: Handlers = {
    **LITERALS,
    **CASTS,
    **OPERATORS,
    **COLUMNS,
    **CALLS,
    **CHOICES,
}
