"""What the budgets are measured on: the source files, their functions and their comments."""

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PACKAGES", "ROOT", "comment_lines", "functions", "lines", "sources", "test_modules"]

ROOT = Path(__file__).parents[2]
PACKAGES = ("governance", "sidecar", "platform_api", "product_templates", "catalog_ui")
_EXEMPT = ("platform_api/migrations/versions/", "product_templates/templates/")


def _listed(pattern: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return [ROOT / name for name in found if not name.startswith(_EXEMPT) and (ROOT / name).exists()]


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in _listed(f"{package}/*.py")]


def test_modules() -> list[Path]:
    return _listed("tests/*.py")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its length in lines, decorators and docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            has_doc = ast.get_docstring(node) is not None and len(node.body) > 1
            first = node.body[1] if has_doc else node.body[0]
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - first.lineno + 1


def comment_lines(path: Path) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    return sum(token.type == tokenize.COMMENT and not token.string.startswith("#!") for token in tokens)
