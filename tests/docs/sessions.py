"""Runs the blocks of a page as a newcomer would paste them: in order, in one shell, in a folder and a home of its own."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.docs.tree import Block, blocks

__all__ = ["Ran", "alike", "run_page"]

_MARK = "@@ block"
_FAILED = "@@ failed"
_VARYING = (
    (re.compile(r"\b\d+\.\d s\b"), "0.0 s"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "2026-01-01T00:00:00Z"),
)


@dataclass(frozen=True)
class Ran:
    """A block that was run: what a terminal showed, the commands that failed, and what the page says it shows."""

    block: Block
    output: str
    failed: tuple[str, ...]
    shown: str


def run_page(path: Path, folder: Path) -> list[Ran]:
    """Run the `sh` and `python` blocks of a page in `folder`, where `.venv` is the environment of this process."""
    (folder / ".venv").symlink_to(sys.prefix)
    found = blocks(path)
    wanted = [block for block in found if block.language in {"sh", "python"} and not block.skipped]
    script = "\n".join(["trap 'echo \"@@ failed $BASH_COMMAND\"' ERR", *map(_step, wanted), f"echo '{_MARK} end'"])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    parts = re.split(rf"^{_MARK} \w+\n", done.stdout, flags=re.MULTILINE)[1:]
    return [_ran(block, part, _shown_after(found, block)) for block, part in zip(wanted, parts[:-1], strict=True)]


def alike(text: str) -> str:
    """Return a text without what differs from run to run: seconds, moments, and who is at the keyboard."""
    who = subprocess.run(["whoami"], capture_output=True, text=True, check=True).stdout.strip()
    for pattern, constant in _VARYING:
        text = pattern.sub(constant, text)
    return re.sub(rf"\b{re.escape(who)}\b", "maria", text).strip()


def _step(block: Block) -> str:
    text = block.text if block.language == "sh" else f"python - <<'END_OF_PYTHON'\n{block.text}END_OF_PYTHON\n"
    return f"echo '{_MARK} {block.line}'\n{text}"


def _ran(block: Block, part: str, shown: str) -> Ran:
    lines = part.splitlines()
    failed = tuple(line.removeprefix(_FAILED).strip() for line in lines if line.startswith(_FAILED))
    output = "\n".join(line for line in lines if not line.startswith(_FAILED))
    return Ran(block, output, failed, shown)


def _shown_after(found: list[Block], block: Block) -> str:
    after = found[found.index(block) + 1 :]
    return after[0].text if after and after[0].language == "text" else ""


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "TMPDIR"}}
    return {**kept, "HOME": str(folder), "PYTHONWARNINGS": "ignore"}
