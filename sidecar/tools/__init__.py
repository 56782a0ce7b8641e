"""Other people's tools, each run in a sealed process of its own: contracts converted, data judged a second time."""

from sidecar.tools.convert import export_contract, import_document
from sidecar.tools.validate import Judged, Measure, judge_by_suite

__all__ = ["Judged", "Measure", "export_contract", "import_document", "judge_by_suite"]
