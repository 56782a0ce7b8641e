"""What a query may call, by Trino's names."""

from governance.sql.functions.table import FUNCTIONS, REFUSED

__all__ = ["FUNCTIONS", "REFUSED"]
