"""What a port's snapshot says of itself, for whoever traces it and for the run that comes after it."""

import json
from collections.abc import Mapping
from typing import Any

from sidecar.run.loading import Loading
from sidecar.run.report import PortReport

__all__ = ["summary_of"]


def summary_of(loading: Loading, report: PortReport, known: Mapping[str, Any]) -> dict[str, str]:
    """Return how the rows got in, and what is `known` of the whole table under the contract that is named."""
    span = loading.intent.span
    found = {
        "trellis.contract": report.contract,
        "trellis.transform": loading.transform,
        "trellis.mode": report.mode,
        "trellis.published": str(report.published),
        "trellis.quarantined": str(report.quarantined),
        "trellis.replaced": str(report.replaced),
        "trellis.measures": json.dumps({**known, "rows": report.total}, sort_keys=True),
    }
    return found | ({"trellis.range": f"{span.start.isoformat()}/{span.end.isoformat()}"} if span else {})
