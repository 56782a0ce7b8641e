"""Whether a version rose as much as its changes ask for (semver.org 2.0.0)."""

from governance.contracts.compare.change import Bump, Comparison, Grade
from governance.contracts.version import Version
from governance.findings import Finding, severity_of

__all__ = ["check_bump", "required_version"]


def required_version(old: Version, comparison: Comparison) -> Version:
    """Return the least version that the changes can be published under.

    Below 1.0.0 nothing is settled, and a breaking change asks for a new minor version only (semver, item 4).
    """
    needed = _needed(old, comparison)
    if needed == "major":
        return Version(old.major + 1, 0, 0)
    if needed == "minor":
        return Version(old.major, old.minor + 1, 0)
    return Version(old.major, old.minor, old.patch + (needed == "patch"), "" if needed == "patch" else old.label)


def _needed(old: Version, comparison: Comparison) -> Bump:
    needed = comparison.required_bump
    return "minor" if needed == "major" and old.major == 0 else needed


def check_bump(old: Version, new: Version, comparison: Comparison) -> Finding | None:
    """Return what is wrong with the new version, given the changes: TRL301 to TRL304, without file or line.

    What was published with a label (`1.1.0-rc.1`) may change until it is published without.
    """
    least = required_version(old, comparison)
    if new < old:
        return _finding("TRL304", f"`{new}` comes before `{old}`, which is in force", least)
    if new >= least or (old.label and new.label and new > old):
        return None
    if new == old:
        return _finding("TRL303", f"The contract changed, and its version is still `{old}`", least)
    if _needed(old, comparison) == "major" or (comparison.grade is Grade.BREAKING and old.major == 0):
        worst = comparison.of_grade(Grade.BREAKING)[0]
        return _finding("TRL301", f"`{new}` breaks what `{old}` promised: {worst.message}", least)
    first = next(change for change in comparison.changes if change.bump == "minor")
    return _finding("TRL302", f"`{new}` is too small a step from `{old}`: {first.message}", least)


def _finding(code: str, message: str, least: Version) -> Finding:
    fix = f"write `version: {least}`"
    return Finding(code=code, message=message, fix=fix, severity=severity_of(code), path=("version",))
