"""Where the given maps lie, and how a test says that they are absent."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from roadmap.compile import compile_document
from roadmap.model import RoadMap

MAPS = Path(__file__).resolve().parents[2].parent / "shared" / "roadmaps"
needs_maps = pytest.mark.skipif(not MAPS.is_dir(), reason=f"given maps are absent: {MAPS}")


def source(name: str) -> bytes:
    """Bytes of a given file; ``name`` may be the number of a text map."""
    if len(name) == 3:
        return next(MAPS.glob(f"{name}_*.txt")).read_bytes()
    return (MAPS / name).read_bytes()


@lru_cache(maxsize=32)
def compiled(name: str) -> RoadMap:
    """A given file, compiled once per run."""
    return compile_document(source(name), filename=name)


@lru_cache(maxsize=8)
def truth(name: str) -> Any:
    """A given JSON file."""
    return json.loads((MAPS / name).read_text(encoding="utf-8"))
