"""The package stays importable alone, light, and its Russian stays in the vocabulary."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "roadmap"
FILES = sorted(PACKAGE.rglob("*.py"))
CYRILLIC = re.compile("[\u0400-\u04ff]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_russian_words_live_in_the_vocabulary(path):
    text = path.read_text(encoding="utf-8")
    if not path.name.startswith("vocabulary"):
        strings = [
            node.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        docs = {ast.get_docstring(node, clean=False) for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)}  # fmt: skip
        assert not [value for value in strings if value not in docs and CYRILLIC.search(value)]
    assert len(text.splitlines()) <= 400


def test_importing_the_compiler_loads_no_heavy_library():
    heavy = ["docx", "pdfplumber", "bs4", "python_calamine", "holidays", "dateutil", "asyncio"]
    code = (
        "import sys, roadmap.compile, roadmap.diff\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert result.stdout.strip() == "[]"
