"""From what a source holds to what a contract says, value by value, losing nothing or saying so."""

from governance.checks.convert.converted import Converted
from governance.checks.convert.nested import converted
from governance.checks.convert.place import Each, Place, each_of, field_of, inner_column, opened, typed

__all__ = ["Converted", "Each", "Place", "converted", "each_of", "field_of", "inner_column", "opened", "typed"]
