"""What a new contract does to those who rely on the old one."""

from governance.contracts.compare.bump import check_bump, required_version
from governance.contracts.compare.change import Change, Comparison, Grade
from governance.contracts.compare.comparison import compare
from governance.contracts.compare.report import comparison_findings

__all__ = ["Change", "Comparison", "Grade", "check_bump", "compare", "comparison_findings", "required_version"]
