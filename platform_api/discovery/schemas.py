"""Discovery as the API spells it."""

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = ["FacetOut", "HighlightOut", "HitOut", "MeshGraphOut", "MeshLinkOut", "MeshNodeOut", "SearchOut", "ValueOut"]


class HighlightOut(BaseModel):
    """A piece of plain text that has words of the question."""

    model_config = ConfigDict(from_attributes=True)

    field: str = Field(description="`name`, `tags`, `columns`, `people` or `description`")
    text: str
    marks: list[tuple[int, int]] = Field(description="Where each word begins and ends in the text, in characters")


class HitOut(BaseModel):
    """A product that was found."""

    name: str
    domain: str
    kind: str
    status: str
    version: str
    team: str
    owners: list[str]
    tags: list[str]
    description: str
    ports: list[str]
    published_at: Moment
    highlights: list[HighlightOut]


class ValueOut(BaseModel):
    """A value of a facet, and how many products have it."""

    value: str
    count: int


class FacetOut(BaseModel):
    """A facet with its most frequent values; a choice within the facet itself does not narrow its counts."""

    facet: str
    values: list[ValueOut]
    estimated: bool = Field(description="Whether the counts are scaled up from a sample, as very many products match")


class SearchOut(BaseModel):
    """What was found: one page of products, the best first."""

    items: list[HitOut]
    next: str | None
    total: int
    facets: list[FacetOut]
    suggestions: list[str] = Field(description="Questions that find something, when this one finds nothing")


class MeshNodeOut(BaseModel):
    """A product in the graph of the mesh; `outside` if it is there only because one of the chosen is linked to it."""

    name: str
    domain: str
    kind: str
    status: str
    outside: bool


class MeshLinkOut(BaseModel):
    """A product reads a port of another: `input` is what the reader calls it."""

    source: str
    port: str
    target: str
    input: str


class MeshGraphOut(BaseModel):
    """Products, and who reads whom, as their newest versions declare it."""

    nodes: list[MeshNodeOut]
    links: list[MeshLinkOut]
    truncated: bool
