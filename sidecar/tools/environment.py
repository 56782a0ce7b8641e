"""Which Python holds another tool: this one, or an environment of the tools' own beside it.

Their packages bring pandas, which pyarrow then imports into every process that has it: a second that each command of
Trellis would take longer. So they need not, and by default do not, live in the environment of Trellis.
"""

import importlib.util
import os
import sys
from dataclasses import dataclass

from governance.errors import Unavailable

__all__ = ["DATACONTRACT", "GREAT_EXPECTATIONS", "TOOLS", "Tool", "python_of"]

_VARIABLE = "TRELLIS_TOOLS"


@dataclass(frozen=True)
class Tool:
    """A program of others: its name, the module it is imported as, and what pip installs it by."""

    name: str
    module: str
    requirements: tuple[str, ...]

    @property
    def line(self) -> str:
        """Return what stands after `pip install`."""
        return " ".join(f"'{one}'" for one in self.requirements)


DATACONTRACT = Tool(
    "datacontract-cli",
    "datacontract",
    ("datacontract-cli[avro,csv,dbml,duckdb,excel,iceberg,parquet,protobuf,rdf,xml]==1.2.8", "databricks-sdk<0.154"),
)
GREAT_EXPECTATIONS = Tool("Great Expectations", "great_expectations", ("great-expectations==1.24.1", "pyarrow"))
TOOLS = (DATACONTRACT, GREAT_EXPECTATIONS)


def python_of(tool: Tool) -> str:
    """Return the path of a Python that can import `tool`; raise `Unavailable` with the line that installs it.

    `TRELLIS_TOOLS` names an environment; without it this one is looked into, and then the one in `tools` below it.
    """
    named = os.environ.get(_VARIABLE)
    if not named and importlib.util.find_spec(tool.module):
        return sys.executable
    place = named or os.path.join(sys.prefix, "tools")
    python = os.path.join(place, "bin", "python")
    if _holds(place, tool.module) and os.access(python, os.X_OK):
        return python
    raise Unavailable(
        f"{tool.name} is not installed",
        hint=f"python3 -m venv {place} && {python} -m pip install {tool.line}",
        slug="tool-missing",
    )


def _holds(place: str, module: str) -> bool:
    library = os.path.join(place, "lib")
    versions = os.listdir(library) if os.path.isdir(library) else []
    return any(os.path.isdir(os.path.join(library, one, "site-packages", module)) for one in versions)
