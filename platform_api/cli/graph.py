"""A lineage graph as text: two trees from the root, or a Mermaid chart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["mermaid", "together", "trees"]

Edge = tuple[str, str]


def edges_of(graph: Mapping[str, Any]) -> list[Edge]:
    """Return (from, to) pairs of labels, of datasets or of columns."""
    names = _names(graph)
    if "columns" in graph:
        found = [(names(e["source"], e["column"]), into) for e in graph["edges"] for into in _into(graph, e)]
    else:
        found = [(names(e["source"]), names(e["target"])) for e in graph["edges"]]
    return list(dict.fromkeys(found))


def together(graphs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return graphs of one root as one: what feeds a column and what follows it are asked for one by one."""
    first = dict(graphs[0])
    if len(graphs) == 1:
        return first
    for name, value in first.items():
        if isinstance(value, list):
            every = [one for graph in graphs for one in graph[name]]
            first[name] = [one for at, one in enumerate(every) if one not in every[:at]]
    return {**first, "truncated": any(graph.get("truncated") for graph in graphs)}


def _names(graph: Mapping[str, Any]) -> Callable[..., str]:
    known = {str(node["id"]): str(node["name"]) for node in graph["nodes"]}

    def named(dataset: str, column: str | None = None) -> str:
        return _column(known.get(dataset, dataset), column)

    return named


def _into(graph: Mapping[str, Any], edge: Mapping[str, Any]) -> list[str]:
    """What decides over a whole dataset, as a filter does, decides over each of its columns."""
    names, target = _names(graph), edge["target"]
    if edge["into"]:
        return [names(target, edge["into"])]
    return [names(target, one["column"]) for one in [graph["root"], *graph["columns"]] if one["dataset"] == target]


def root_of(graph: Mapping[str, Any]) -> str:
    """Return the label that one began at."""
    root = graph["root"]
    if isinstance(root, Mapping):
        return _names(graph)(root["dataset"], root["column"])
    return str(next((node["name"] for node in graph["nodes"] if node["id"] == root), root))


def trees(graph: Mapping[str, Any], direction: str) -> Iterator[str]:
    """Yield the lines of what the root is made of, and of what is made of it; each label is opened once."""
    root, edges = root_of(graph), edges_of(graph)
    yield root
    if direction in {"upstream", "both"}:
        yield from _branch(root, [(to, source) for source, to in edges], mark="<-")
    if direction in {"downstream", "both"}:
        yield from _branch(root, edges, mark="->")
    if graph.get("truncated"):
        yield "… there is more: raise --depth"


def mermaid(graph: Mapping[str, Any]) -> Iterator[str]:
    """Yield a Mermaid flowchart, left to right."""
    edges = edges_of(graph)
    labels = list(dict.fromkeys([root_of(graph), *(label for edge in edges for label in edge)]))
    names = {label: f"n{at}" for at, label in enumerate(labels)}
    yield "flowchart LR"
    for label, name in names.items():
        yield f'  {name}["{label.replace(chr(34), chr(39))}"]'
    for source, target in edges:
        yield f"  {names[source]} --> {names[target]}"


def _branch(root: str, edges: Sequence[Edge], *, mark: str) -> Iterator[str]:
    seen = {root}
    stack = [(label, 1) for label in _next(root, edges)][::-1]
    while stack:
        label, depth = stack.pop()
        again = label in seen
        yield f"{'  ' * depth}{mark} {label}" + (" …" if again and _next(label, edges) else "")
        if not again:
            seen.add(label)
            stack += [(one, depth + 1) for one in _next(label, edges)][::-1]


def _next(label: str, edges: Sequence[Edge]) -> list[str]:
    return sorted(target for source, target in edges if source == label)


def _column(dataset: str, column: str | None) -> str:
    return f"{dataset}.{column}" if column else dataset
