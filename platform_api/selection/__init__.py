"""Which products a command is about: dbt's selection grammar over the mesh's own graph."""

from platform_api.selection.grammar import Selector, Term, parse_terms
from platform_api.selection.graph import Graph, Node
from platform_api.selection.resolve import Chosen, resolve

__all__ = ["Chosen", "Graph", "Node", "Selector", "Term", "parse_terms", "resolve"]
