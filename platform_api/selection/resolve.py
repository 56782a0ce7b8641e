"""From selectors and a graph to products, and for each product the reason why it is in or out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from governance.errors import NotFound
from platform_api.selection.grammar import Selector, Term
from platform_api.selection.graph import Graph
from platform_api.selection.methods import matching, nearest

__all__ = ["Chosen", "resolve"]

Reached = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The products that were chosen, by name in order. `why` says of each by which term, `left_out` what kept others out.

    `empty` are the terms that fit nothing.
    """

    names: tuple[str, ...]
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()


def resolve(
    graph: Graph, select: Sequence[Selector], exclude: Sequence[Selector] = (), *, explain: bool = True
) -> Chosen:
    """Return the products that one of `select` fits (all of them when there is none) and none of `exclude` does.

    Without `explain` nothing is told of those that nothing fits. Raises `NotFound` for a plain name that no product has, with the one that was probably meant.
    """
    walks = _Walks(graph)
    chosen: dict[str, list[str]] = {} if select else {name: ["everything"] for name in graph.nodes}
    for selector in select:
        for name, how in walks.reached(selector).items():
            chosen.setdefault(name, []).append(how)
    left_out = (
        {}
        if not (select and explain)
        else {name: walks.miss(name, select) for name in graph.nodes if name not in chosen}
    )
    for selector in exclude:
        for name, how in walks.reached(selector).items():
            if chosen.pop(name, None) is not None:
                left_out[name] = f"excluded by {how}"
    return Chosen(
        names=tuple(sorted(chosen)),
        why={name: tuple(dict.fromkeys(chosen[name])) for name in sorted(chosen)},
        left_out=dict(sorted(left_out.items())),
        empty=tuple(dict.fromkeys(walks.empty)),
    )


class _Walks:
    """Resolves each term once, however often it is written."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._done: dict[Term, Reached] = {}
        self._seeds: dict[Term, frozenset[str]] = {}
        self.empty: list[str] = []

    def reached(self, selector: Selector) -> Reached:
        """Return the products that all terms reach, each with how it was reached."""
        first, *others = [self._term(term) for term in selector.terms]
        names = set(first).intersection(*others)
        return {name: " and ".join(one[name] for one in (first, *others)) for name in names}

    def miss(self, name: str, selectors: Sequence[Selector]) -> str:
        """Return how near a product came that no selector reached: the first that lacks least."""
        best, most = "", 0
        for selector in selectors[:100]:
            terms = [self._term(term) for term in selector.terms]
            held = [one[name] for one in terms if name in one]
            if len(held) > most:
                lacking = next(str(term) for term, one in zip(selector.terms, terms, strict=True) if name not in one)
                best, most = f"{' and '.join(held)}, but not {lacking}", len(held)
            elif not best:
                best = self._beyond(name, selector)
        return best or "no term reaches it"

    def _beyond(self, name: str, selector: Selector) -> str:
        for term in selector.terms:
            seeds = self._seeds[term]
            for steps, walk, way in (
                (term.up, self._graph.up, "upstream"),
                (term.down, self._graph.down, "downstream"),
            ):
                if steps and len(selector.terms) == 1 and name in (far := walk(seeds, None)):
                    return f"{far[name]} steps {way} of {term.core}, and `{term}` takes {steps}"
        return ""

    def _term(self, term: Term) -> Reached:
        if term not in self._done:
            self._done[term] = self._resolved(term)
        return self._done[term]

    def _resolved(self, term: Term) -> Reached:
        seeds = self._seeds[term] = matching(term, self._graph)
        if not seeds:
            self._tell_empty(term)
        if term.builders:
            below = self._graph.down(seeds, None)
            return {
                name: _how(term, name in seeds, "what is downstream is made of") for name in self._graph.up(below, None)
            }
        above, below = self._graph.up(seeds, term.up), self._graph.down(seeds, term.down)
        found = {name: _how(term, distance == 0, f"{distance} downstream") for name, distance in below.items()}
        for name, distance in above.items():
            found.setdefault(name, _how(term, distance == 0, f"{distance} upstream"))
        return found

    def _tell_empty(self, term: Term) -> None:
        near = nearest(term, self._graph)
        is_glob = any(letter in term.value for letter in "*?[")
        if term.method == "name" and not is_glob:
            raise NotFound(
                f"No product is called `{term.value[:130]}`",
                hint=f"did you mean `{near}`?" if near else "`trellis list products` shows what there is",
                slug="unknown-product",
            )
        self.empty.append(f"`{term}` fits no product" + (f"; did you mean `{near}`?" if near else ""))


def _how(term: Term, is_itself: bool, way: str) -> str:
    return f"`{term}`" if is_itself else f"`{term}` ({way})"
