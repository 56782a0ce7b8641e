"""Whether a version rose as much as its changes ask for (semver.org 2.0.0)."""

from governance.contracts.compare.change import Bump, Comparison, Grade
from governance.contracts.version import Version
from governance.findings import Finding, severity_of

__all__ = ["check_bump", "required_version"]


def required_version(old: Version, comparison: Comparison) -> Version:
    """Return the least version that the changes can be published under.

    Below 1.0.0 nothing is settled, and a breaking change asks for a new minor version only (semver, item 4).
    """
    needed = comparison.required_bump
    if needed == "major" and old.major > 0:
        return Version(old.major + 1, 0, 0)
    if needed in {"major", "minor"}:
        return Version(old.major, old.minor + 1, 0)
    if old.label and needed == "patch":
        return Version(old.major, old.minor, old.patch)
    return Version(old.major, old.minor, old.patch + (needed == "patch"), "" if needed == "patch" else old.label)


def check_bump(old: Version, new: Version, comparison: Comparison) -> Finding | None:
    """Return what is wrong with the new version, given the changes: TRL301 to TRL304, without file or line.

    Between two candidates of a release (`2.0.0-rc.1`, `-rc.2`) anything may change.
    """
    least = required_version(old, comparison)
    needed = comparison.required_bump
    if new < old:
        return _finding("TRL304", f"`{new}` comes before `{old}`, which is in force", least)
    if _is_enough(old, new, needed):
        return None
    if new == old:
        return _finding("TRL303", f"The contract changed, and its version is still `{old}`", least)
    if needed == "major":
        worst = comparison.of_grade(Grade.BREAKING)[0]
        return _finding("TRL301", f"`{new}` breaks what `{old}` promised: {worst.message}", least)
    first = next(change for change in comparison.changes if change.bump == "minor")
    return _finding("TRL302", f"`{new}` is too small a step from `{old}`: {first.message}", least)


def _is_enough(old: Version, new: Version, needed: Bump) -> bool:
    if needed == "none" or (old.label and new.label):
        return new > old or needed == "none"
    if needed == "major" and old.major > 0:
        return new.major > old.major
    if needed in {"major", "minor"}:
        return (new.major, new.minor) > (old.major, old.minor)
    return new > old


def _finding(code: str, message: str, least: Version) -> Finding:
    fix = f"write `version: {least}`"
    return Finding(code=code, message=message, fix=fix, severity=severity_of(code), path=("version",))
