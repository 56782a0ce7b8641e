"""The OpenAPI document as one page of HTML: no script, nothing from elsewhere, readable with every style switched off."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

__all__ = ["STYLE", "api_page"]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .25rem 0; } code, pre { font-family: ui-monospace, monospace; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; } .door { color: #666; }
pre { overflow: auto; background: #f4f4f4; padding: .75rem; } dt { font-weight: 600; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd; } pre { background: #1c1c1c; } }
"""


def api_page(document: Mapping[str, Any]) -> str:
    """Return the page for an OpenAPI document."""
    title = escape(document["info"]["title"])
    return "".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: API</title>',
            '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs/style.css"></head>',
            f"<body><h1>{title}</h1><p>{escape(document['info'].get('summary', ''))}</p>",
            "<p>Send <code>Authorization: Bearer &lt;token&gt;</code>; <code>trellis token</code> prints one. ",
            'The same as <a href="/openapi.json">OpenAPI</a>; failures are explained under ',
            '<a href="/problems">problems</a>.</p>',
            *_by_tag(document),
            *_schemas(document),
            "</body></html>",
        ]
    )


def _by_tag(document: Mapping[str, Any]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            found.setdefault(tag, []).append(_operation(method, path, operation))
    for tag in sorted(found):
        yield f"<h2>{escape(tag)}</h2>" + "".join(found[tag])


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    parts = [
        f'<details><summary><span class="method">{escape(method.upper())}</span> <code>{escape(path)}</code> ',
        f'<span class="door">{escape(operation.get("x-access", ""))}</span></summary>',
        f"<p>{escape(operation.get('description', ''))}</p>",
    ]
    if operation.get("parameters"):
        rows = "".join(_parameter(parameter) for parameter in operation["parameters"])
        parts.append(f"<dl>{rows}</dl>")
    for name, content in (("Body", operation.get("requestBody", {})), ("Answer", _success(operation))):
        if schema := _schema_of(content):
            parts.append(f"<p>{name}: {schema}</p>")
    return "".join([*parts, "</details>"])


def _parameter(parameter: Mapping[str, Any]) -> str:
    told = parameter.get("description", "")
    return f"<dt><code>{escape(parameter['name'])}</code> ({escape(parameter['in'])})</dt><dd>{escape(told)}</dd>"


def _success(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    codes = sorted(code for code in operation.get("responses", {}) if code.startswith("2"))
    found: Mapping[str, Any] = operation["responses"][codes[0]] if codes else {}
    return found


def _schema_of(content: Mapping[str, Any]) -> str:
    for media in content.get("content", {}).values():
        reference = media.get("schema", {}).get("$ref", "")
        name = reference.rsplit("/", 1)[-1]
        if name:
            return f'<a href="#{escape(name)}"><code>{escape(name)}</code></a>'
        return f"<code>{escape(json.dumps(media.get('schema', {})))}</code>"
    return ""


def _schemas(document: Mapping[str, Any]) -> Iterator[str]:
    yield "<h2>Shapes</h2>"
    for name, schema in sorted(document.get("components", {}).get("schemas", {}).items()):
        text = escape(json.dumps(schema, indent=2))
        yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary><pre>{text}</pre></details>'
