"""From what a file calls its columns to what SQL can, and what a name says about how secret the values are."""

import re
import unicodedata
from collections.abc import Iterable

from governance.contracts.lint.names import RESERVED

__all__ = ["is_personal", "legal_names"]

_LONGEST = 63
_PERSONAL = re.compile(
    r"(?:^|_)(?:e_?mails?|phones?|mobiles?|tel|telephone|fax|ssn|social_security|nin|passport|birth(?:day|date|_date)?|dob|"
    r"date_of_birth|(?:first|last|full|sur|middle|maiden|given|family|nick|customer|contact|person|patient|employee|"
    r"passenger|guest|user|holder|owner)_?name|surname|address|street|postal|postcode|zip|iban|bic|account|credit_?card|"
    r"card|cvv|ip|ip_address|mac_address|salary|wage|income|gender|sex|ethnicity|race|religion|health|diagnosis|"
    r"license_plate|licence_plate|driving_licence|tax_id|national_id|user|username|login|password|token|secret|lat_lon|"
    r"geolocation|age|nationality|signature|comment|comments|note|notes|remark|remarks|message)(?:_|$)"
)


def legal_names(names: Iterable[str]) -> list[str]:
    """Return, for each name, one that SQL can carry without quotes, and no two the same."""
    found: list[str] = []
    for at, name in enumerate(names, 1):
        legal = _legal(name, at)
        copies = sum(1 for other in found if re.fullmatch(rf"{legal}(_[0-9]+)?", other))
        found.append(f"{legal}_{copies + 1}" if legal in found else legal)
    return found


def _legal(name: str, position: int) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain)
    legal = re.sub(r"[^a-z0-9]+", "_", snake.lower()).strip("_")[: _LONGEST - 8]
    if not legal:
        return f"column_{position}"
    legal = f"column_{legal}" if legal[0].isdigit() else legal
    return f"{legal}_value" if legal in RESERVED else legal


def is_personal(name: str) -> bool:
    """Tell whether a (legal) name sounds like data about a person."""
    return bool(_PERSONAL.search(name))
