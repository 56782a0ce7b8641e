"""How dates and times are written in texts (ISO 8601 and RFC 3339), as patterns in RE2's syntax."""

__all__ = ["CLOCK", "DAY", "FRACTION", "HOUR", "OFFSET"]

DAY = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}"
"""A day of the years 1 to 9999; whether the month has that day is for the engine to say."""

HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
FRACTION = r"(\.[0-9]{1,6}0*)?"
CLOCK = f"{HOUR}(:[0-5][0-9]{FRACTION})?"
OFFSET = "(Z|[+-]([01][0-9]|2[0-3])(:[0-5][0-9])?)"
