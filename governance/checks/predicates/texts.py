"""Texts: length, pattern, format. Lengths count characters (Unicode code points)."""

from dataclasses import dataclass

from governance.checks.iso8601 import DAY, FRACTION, HOUR
from governance.contracts.regex import BadPattern, parse
from governance.sql.quoting import string

__all__ = ["FORMATS", "UNTESTED", "mismatch", "not_formatted"]

_GROUP = "[0-9A-Fa-f]{1,4}"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"(?:{_BYTE}\.){{3}}{_BYTE}"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)*{_LABEL}"
_OCTET = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}"
_CLOCK = f"{HOUR}:[0-5][0-9]{FRACTION}"


def _ipv6() -> str:
    """RFC 3986, `IPv6address`: eight groups, the last two of which may be an IPv4 address, or fewer around one `::`."""
    tail = f"(?:{_GROUP}:{_GROUP}|{_IPV4})"
    forms = [f"(?:{_GROUP}:){{6}}{tail}"]
    for before in range(6):
        left = f"(?:(?:{_GROUP}:){{0,{before - 1}}}{_GROUP})?" if before else ""
        forms.append(f"{left}::(?:{_GROUP}:){{{5 - before}}}{tail}")
    forms += [f"(?:(?:{_GROUP}:){{0,{groups}}}{_GROUP})?::{end}" for groups, end in ((5, _GROUP), (6, ""))]
    return "|".join(forms)


@dataclass(frozen=True)
class _Format:
    """A pattern for the whole text, and a further test in SQL with `{x}` for the text."""

    pattern: str
    also: str = ""


_BASE64 = _Format("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
FORMATS = {
    "email": _Format(rf"[^@\s]{{1,64}}@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}", "length({x}) <= 254"),
    "uuid": _Format("[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"),
    "uri": _Format(rf"[A-Za-z][A-Za-z0-9+.-]*:(?:{_OCTET})+"),
    "url": _Format(rf"[A-Za-z][A-Za-z0-9+.-]*://(?:{_OCTET})+"),
    "hostname": _Format(_HOST, "length({x}) <= 253"),
    "ipv4": _Format(_IPV4),
    "ipv6": _Format(_ipv6()),
    "date": _Format(DAY, "TRY_CAST({x} AS DATE) IS NOT NULL"),
    "date-time": _Format(f"{DAY}T{_CLOCK}(Z|[+-]{HOUR})", "TRY_CAST({x} AS TIMESTAMPTZ) IS NOT NULL"),
    "time": _Format(f"{_CLOCK}(Z|[+-]{HOUR})?"),
    "byte": _BASE64,
    "base64": _BASE64,
}
"""What is tested: RFC 5321 sizes for addresses, RFC 4122 UUIDs, RFC 3986 URIs and IP addresses, RFC 1123 host names,
RFC 3339 dates and times (from the year 1 on), RFC 4648 Base64 with padding."""

UNTESTED = {
    "binary": "every text is a sequence of bytes",
    "password": "it asks user interfaces to hide the value; give the column a classification instead",
}


def mismatch(x: str, pattern: object) -> str:
    """Tell by SQL whether a text does not match, as a whole, a pattern in RE2's syntax.

    ODCS names ECMA-262, whose look-around and back-references RE2 lacks because they can take exponential time:
    `ValueError` for a pattern with these.
    """
    if not isinstance(pattern, str):
        raise TypeError("a pattern is a text")
    try:
        parse(pattern)
    except BadPattern as fault:
        raise ValueError(f"{fault.problem}" + (f"; {fault.fix}" if fault.fix else "")) from None
    return f"NOT regexp_full_match({x}, {string(pattern)})"


def not_formatted(x: str, form: object) -> str:
    """Tell by SQL whether a text is not in a format of `FORMATS`; `ValueError` for any other."""
    if form not in FORMATS:
        raise ValueError(f"`{str(form)[:40]}` is no format that can be tested; write a `pattern`")
    found = FORMATS[str(form)]
    test = f"regexp_full_match({x}, {string(found.pattern)})"
    return f"({x} IS NOT NULL AND NOT ({test} AND {found.also.format(x=x)}))" if found.also else f"NOT {test}"
