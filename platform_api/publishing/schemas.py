"""Publishing as the API spells it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ChangeOut", "PublishNew", "Published", "PublishedPort"]

_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"  # neither `..` nor anything hidden: a path leads into the folder, and is one spelling
Path = Annotated[str, Field(min_length=1, max_length=200, pattern=f"^{_PART}(/{_PART})*$")]
Text = Annotated[str, Field(max_length=2**20)]


class PublishNew(BaseModel):
    """A product's folder: the text of each file by its path; `git` is the commit that they come from, if any."""

    model_config = ConfigDict(extra="forbid")

    files: Annotated[dict[Path, Text], Field(min_length=1, max_length=400)]
    location: Annotated[str, Field(max_length=1000, description="The folder, for sources named relative to it")] = ""
    git: Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]*(-dirty)?$")] = ""


class ChangeOut(BaseModel):
    """One difference from the contract that was in force."""

    kind: str
    path: str
    column: str
    grade: str
    message: str


class PublishedPort(BaseModel):
    """A port under its new contract, with what changed."""

    name: str
    version: str
    before: str
    contract: str
    changes: list[ChangeOut]


class Published(BaseModel):
    """A version in force. `created` names what had to be made for it, `warnings` what may be refused one day."""

    product: str
    version: str
    is_new: bool
    ports: list[PublishedPort]
    created: list[str]
    warnings: list[dict[str, Any]]
    revision: str
