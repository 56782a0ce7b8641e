"""What a criterion means, product by product."""

import fnmatch
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from governance.documents.words import closest
from governance.errors import Invalid
from platform_api.selection.grammar import Term
from platform_api.selection.graph import Graph, Node

__all__ = ["matching", "nearest"]

_GLOB = re.compile(r"[*?\[]")
_WORDS = {
    "state": ("new", "modified", "unmodified"),
    "result": ("published", "failed", "abandoned", "running", "none"),
    "schedule": ("any", "none", "paused"),
}


def matching(term: Term, graph: Graph) -> frozenset[str]:
    """Return the names of the products that a term's criterion fits, whatever its ways along the graph."""
    if term.method == "name" and not _GLOB.search(term.value):
        return _named(term.value, graph)
    fits = _test_of(term)
    return frozenset(name for name, node in graph.nodes.items() if fits(node))


def nearest(term: Term, graph: Graph) -> str:
    """Return what was probably meant by a term that fits nothing, "" when nothing is near."""
    if term.method != "name":
        values = {value for node in graph.nodes.values() for value in _values(term.method, node)}
        near = closest(term.value, values)
        return f"{term.method}:{near}" if near else ""
    if any(node.domain == term.value for node in graph.nodes.values()):
        return f"domain:{term.value}"
    for method in ("tag", "port", "team", "kind"):
        if any(term.value in _values(method, node) for node in graph.nodes.values()):
            return f"{method}:{term.value}"
    bare = {name.partition("/")[2]: name for name in graph.nodes}
    near = closest(_canonical(term.value), graph.nodes) or closest(term.value, bare)
    return bare.get(near, near)


def _named(value: str, graph: Graph) -> frozenset[str]:
    """A full name is one product; a name without a domain is every product of that name."""
    wanted = _canonical(value)
    if "/" in wanted:
        return frozenset({wanted} & graph.nodes.keys())
    return graph.bare.get(wanted, frozenset())


def _canonical(value: str) -> str:
    return value if "/" in value else value.replace(".", "/", 1)


def _test_of(term: Term) -> Callable[[Node], bool]:
    value = term.value
    if term.method in _WORDS:
        return _word(term.method, value)
    if term.method == "path":
        folder = value.removeprefix("./").rstrip("/") or "."
        return lambda node: bool(node.path) and _is_at(node.path, folder)
    if term.method == "name":
        value = _canonical(value)
    if not _GLOB.search(value):
        return lambda node: value in _values(term.method, node)
    pattern = _pattern(value)
    return lambda node: any(pattern.match(one) for one in _values(term.method, node))


def _word(method: str, value: str) -> Callable[[Node], bool]:
    if value not in _WORDS[method]:
        near = closest(value, _WORDS[method])
        known = ", ".join(f"`{method}:{one}`" for one in _WORDS[method])
        raise Invalid(
            f"`{method}:{value[:40]}` is none of the words that `{method}:` takes",
            hint=f"write `{method}:{near}`" if near else f"write one of {known}",
            slug="bad-selection",
        )
    return lambda node: value in _values(method, node)


def _values(method: str, node: Node) -> Iterable[str]:
    if method == "name":
        return (node.name, node.name.partition("/")[2])
    if method == "schedule":
        return ("paused" if node.paused else "", "any" if node.schedule else "none")
    if method == "result":
        return (node.result or "none",)
    several = {"tag": node.tags, "port": node.ports, "source": node.sources, "input": node.inputs}
    return several[method] if method in several else (str(getattr(node, method)),)


def _is_at(path: str, folder: str) -> bool:
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    if _GLOB.search(folder):
        pattern = _pattern(folder)
        return any(pattern.match(one) for one in above)
    return folder == "." or folder in above


@lru_cache(maxsize=1024)
def _pattern(value: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(value))
