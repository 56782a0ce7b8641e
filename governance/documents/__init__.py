"""Bounded reading of the YAML and JSON that people write, with the place of every key and value."""

from governance.documents.model import Document, Node, Path
from governance.documents.read import Reading, read_document
from governance.documents.shape import Shape
from governance.documents.words import closest, shown, suggestion

__all__ = ["Document", "Node", "Path", "Reading", "Shape", "closest", "read_document", "shown", "suggestion"]
