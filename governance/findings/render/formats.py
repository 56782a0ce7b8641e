"""The output formats by name, as `--output-format` takes them."""

from collections.abc import Callable, Iterable, Mapping

from governance.errors import Invalid
from governance.findings.model import Finding, ordered
from governance.findings.render.github import as_github
from governance.findings.render.json_text import as_json
from governance.findings.render.junit import as_junit
from governance.findings.render.sarif import as_sarif
from governance.findings.render.text import as_text

__all__ = ["FORMATS", "render"]

FORMATS: dict[str, Callable[[list[Finding], Mapping[str, str]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
    "junit": as_junit,
}
"""Name to renderer: findings in order, and the texts of the files that were looked at, by the findings' file names."""


def render(findings: Iterable[Finding], output_format: str, sources: Mapping[str, str]) -> str:
    """Return the findings in one of `FORMATS`, ending in a line break unless there is nothing to say.

    `sources` holds the text of every file that was looked at; files without findings count as passed.
    """
    if output_format not in FORMATS:
        raise Invalid(f"No output format `{output_format[:20]}`", hint="use one of " + ", ".join(FORMATS))
    return FORMATS[output_format](ordered(findings), sources)
