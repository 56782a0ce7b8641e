"""Once everything is loaded, no request imports anything of ours."""

import ast
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOADED = (
    "import json, sys; from platform_api.whole import load_whole; load_whole(); print(json.dumps(sorted(sys.modules)))"
)
OURS = ("governance.", "sidecar.", "platform_api.")
PROMPT = ROOT / "platform_api" / "cli"


def imported_late(path):
    """Yield the modules of ours that functions of a file import."""
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom) and str(node.module).startswith(OURS):
                    yield node.module


def test_what_functions_import_is_there_already():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(json.loads(done.stdout))
    late = {
        module
        for part in ("governance", "sidecar", "platform_api")
        for path in (ROOT / part).rglob("*.py")
        if PROMPT not in path.parents
        for module in imported_late(path)
    }
    assert len(late) > 20
    assert late <= loaded
    assert not [name for name in loaded if name.startswith(("platform_api.cli.", "pandas", "datacontract."))]
