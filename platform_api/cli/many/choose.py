"""`--select` and `--exclude`: from what was typed to products, of the mesh or of folders."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from platform_api.cli.output import say
from platform_api.selection import Chosen, Graph, Node, Selector, parse_terms, resolve
from sidecar.calls import Calls

if TYPE_CHECKING:
    from governance.descriptors import ProductFolder

__all__ = ["Choice", "choose", "choose_folders", "selection_options", "tell_why"]

Command = TypeVar("Command", bound=Callable[..., Any])
_LOCAL = frozenset({"path", "state"})
_REMOTE = frozenset({"state", "result", "schedule"})


@dataclass(frozen=True)
class Choice:
    """The products that were chosen, and the graph that they were chosen from."""

    graph: Graph
    chosen: Chosen


def selection_options(command: Command) -> Command:
    """Give a command `--select`, `--exclude` and `--why`."""
    why = click.option(
        "--why", is_flag=True, help="Say of each product by which term it was chosen, or what kept it out."
    )
    exclude = click.option(
        "--exclude", multiple=True, metavar="SELECTION", help="Leave these out, in the same grammar."
    )
    select = click.option(
        "-s",
        "--select",
        multiple=True,
        metavar="SELECTION",
        help="Products by dbt's grammar: names, globs, `domain:`, `tag:`, `state:modified`, `+x`, `x+1`, `@x`; a space is "
        "or, a comma and.",
    )
    return select(exclude(why(command)))


def choose(calls: Calls, select: Sequence[str], exclude: Sequence[str] = (), *, explain: bool = False) -> Choice:
    """Return the published products that are chosen; `path:` and `state:` look at the folders below the working directory.

    Raises `Invalid` for what cannot be read and `NotFound` for a name that no product has.
    """
    wanted, unwanted = parse_terms(select), parse_terms(exclude)
    nodes, files = _published(calls)
    graph = Graph.of(nodes)
    if _methods(wanted, unwanted) & _LOCAL:
        from platform_api.cli.many.folders import load_all, local_nodes

        local = local_nodes(load_all("."), graph, files)
        graph = Graph.of(_placed(node, local) for node in nodes)
    return _resolved(graph, wanted, unwanted, explain=explain)


def choose_folders(
    products: "Mapping[str, ProductFolder]",
    calls: Callable[[], Calls],
    select: Sequence[str],
    exclude: Sequence[str] = (),
    *,
    explain: bool = False,
) -> Choice:
    """Return the products of folders that are chosen; the mesh is asked only for what folders cannot tell."""
    from platform_api.cli.many.folders import local_nodes

    wanted, unwanted = parse_terms(select), parse_terms(exclude)
    nodes, files = _published(calls()) if _methods(wanted, unwanted) & _REMOTE else ([], {})
    return _resolved(local_nodes(products, Graph.of(nodes), files), wanted, unwanted, explain=explain)


def tell_why(choice: Choice) -> None:
    """Tell of each product why it is in or out."""
    for name, terms in choice.chosen.why.items():
        say(f"chosen    {name}: by {', '.join(terms)}")
    for name, reason in choice.chosen.left_out.items():
        say(f"left out  {name}: {reason}")


def _resolved(graph: Graph, wanted: Sequence[Selector], unwanted: Sequence[Selector], *, explain: bool) -> Choice:
    chosen = resolve(graph, wanted, unwanted, explain=explain)
    for line in chosen.empty:
        say(f"note: {line}")
    return Choice(graph, chosen)


def _placed(node: Node, local: Graph) -> Node:
    here = local.nodes.get(node.name)
    return replace(node, path=here.path, state=here.state) if here is not None else node


def _methods(*selections: Iterable[Selector]) -> set[str]:
    return {term.method for selection in selections for one in selection for term in one.terms}


def _published(calls: Calls) -> tuple[list[Node], dict[str, Mapping[str, str]]]:
    nodes, files = [], {}
    for one in calls.pages("mesh/selection", limit=500):
        files[one["name"]] = one.pop("files")
        told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in one.items()}
        nodes.append(Node(**told))
    return nodes, files
