"""The door by which text that anybody may have written comes in."""

import re
from dataclasses import dataclass
from typing import Any

from governance.digests import digest_of_text
from governance.documents.characters import unacceptable
from governance.documents.model import Document, Node
from governance.documents.refusal import Refusal
from governance.findings import Finding

__all__ = ["MAX_BYTES", "Reading", "read_document"]

MAX_BYTES = 1_048_576
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n)*%(?!YAML 1\.2\s)")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A document, or None when the text is none, and everything that is wrong with it as a text."""

    document: Document | None
    findings: tuple[Finding, ...]


def read_document(text: str | bytes, file: str = "") -> Reading:
    """Read one YAML 1.2 (or JSON) mapping of at most 1 MiB, 64 levels and 100,000 values.

    Nothing is raised, whatever the text: each fault is a finding of the TRL1 hundreds with its line and column.
    Anchors, aliases, tags, duplicate keys and hidden characters are refused.
    """
    complaints: list[Refusal] = []
    try:
        decoded = _decoded(text)
        _check_characters(decoded)
        data, root = _composed(decoded, complaints)
    except Refusal as fault:
        return Reading(document=None, findings=tuple(f.finding(file) for f in (*complaints, fault)))
    findings = tuple(complaint.finding(file) for complaint in complaints)
    if any(finding.severity == "error" for finding in findings):
        return Reading(document=None, findings=findings)
    document = Document(data=data, text=decoded, file=file, digest=digest_of_text(decoded), root=root)
    return Reading(document=document, findings=findings)


def _decoded(text: str | bytes) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode(errors="surrogatepass"))
    if size > MAX_BYTES:
        raise Refusal("TRL102", f"The document has {size:,} bytes; 1 MiB is the limit", fix="split the document")
    if isinstance(text, str):
        return text
    try:
        return text.decode()
    except UnicodeDecodeError as fault:
        line = text.count(b"\n", 0, fault.start) + 1
        message = f"The document is not UTF-8 (byte {fault.start:,}, line {line})"
        raise Refusal("TRL105", message, fix="save it as UTF-8") from fault


def _check_characters(text: str) -> None:
    found = unacceptable(text)
    if not found:
        return
    offset, name = found
    fault = Refusal("TRL105", f"The document holds {name}", fix="remove it")
    fault.line = text.count("\n", 0, offset) + 1
    fault.column = offset - text.rfind("\n", 0, offset)
    raise fault


def _composed(text: str, complaints: list[Refusal]) -> tuple[dict[str, Any], Node]:
    from ruamel.yaml.error import MarkedYAMLError

    from governance.documents.composer import Composer
    from governance.documents.scanner import EventStream

    if _DIRECTIVE.match(text):
        message = "Only `%YAML 1.2` may stand before a document"
        raise Refusal("TRL103", message, fix="remove the lines that start with `%`")
    events = EventStream(text)
    try:
        data, root = Composer(events, complaints, json=text.lstrip().startswith("{")).compose()
    except MarkedYAMLError as fault:
        problem = " ".join(filter(None, (fault.context, fault.problem)))
        mark = fault.problem_mark or fault.context_mark or events.get_mark()
        raise Refusal("TRL101", f"Not YAML: {problem}", fix=_cure(fault.problem or ""), mark=mark) from fault
    except Refusal:
        raise
    except Exception as fault:  # the scanner is not ours and the text is anybody's
        raise Refusal("TRL101", "Not YAML that can be read", mark=events.get_mark()) from fault
    if not isinstance(data, dict):
        raise Refusal("TRL107", f"The document is {_kind(data)}, not a mapping", fix="start with `apiVersion: …`")
    return data, root


def _kind(data: Any) -> str:
    return "a list" if isinstance(data, list) else "a single value"


_CURES = (
    ("mapping values are not allowed", "put the value in quotes if it holds `: `"),
    ("'\\t'", "indent with spaces, not with tabs"),
    ("could not find expected ':'", "write `key: value`, with a blank after the colon"),
    ("expected <block end>", "line up this key with its neighbours"),
    ("end of stream", "close the quote or the bracket"),
    ("cannot start any token", "put the value in quotes"),
)


def _cure(problem: str) -> str:
    return next((cure for part, cure in _CURES if part in problem), "")
