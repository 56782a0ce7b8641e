"""Products as selections need them."""

from pydantic import BaseModel

__all__ = ["NodeOut"]


class NodeOut(BaseModel):
    """A product with what it can be chosen by; `reads` are products, `result` is "" before the first run.

    `files` are the digests of its published files by path, which a local folder is held against.
    """

    name: str
    domain: str
    kind: str
    team: str
    status: str
    version: str
    tags: list[str]
    ports: list[str]
    sources: list[str]
    inputs: list[str]
    reads: list[str]
    result: str
    schedule: str
    paused: bool
    files: dict[str, str]
