"""The source tree as the architecture tests see it."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "keyboards", "services", "db", "roadmap", "locales", "sandbox")


def sources(*folders: str) -> list[Path]:
    """The modules of some packages; of all packages when none is named."""
    return sorted(path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    """How a person names a file of the repository."""
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    """The name a module is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax of a module, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(*folders: str, of: str) -> list[ast.Call]:
    """Every call of a name («DomainError», «x.noted») in some packages."""
    return [
        node
        for path in sources(*folders)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == of
    ]


def literals(node: ast.AST | None) -> set[str]:
    """The texts an expression may give: a literal, or either side of «a if x else b»."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    return set()


def committed() -> list[Path]:
    """Every file that git keeps or would keep; everything but hidden folders without git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return [path for name in names if name and (path := ROOT / name).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    ]
