"""The generated pages of the reference, by their path under `docs/reference`."""

from collections.abc import Callable

from tests.docs.pages import (
    api,
    benchmarks,
    checks,
    cli,
    findings,
    policies,
    problems,
    python,
    reliability,
    security,
    settings,
    sql,
)

__all__ = ["PAGES"]

PAGES: dict[str, Callable[[], str]] = {
    "api.md": api.page,
    "checks.md": checks.page,
    "cli.md": cli.page,
    "findings.md": findings.page,
    "performance.md": benchmarks.page,
    "policies.md": policies.page,
    "problems.md": problems.page,
    "python.md": python.page,
    "reliability.md": reliability.page,
    "security.md": security.page,
    "settings.md": settings.page,
    "sql.md": sql.page,
}
