"""Old Word, RTF and OpenDocument text: no reader of ours understands them.

Whoever called may have them converted (`roadmap.office`) and come again with a .docx. Otherwise the
error asks a person for one, which every Word of the last twenty years can save.
"""

from __future__ import annotations

from typing import NoReturn

from roadmap.model import RoadMapError

__all__ = ["read_legacy"]


def read_legacy(data: bytes) -> NoReturn:
    """Raises RoadMapError legacy_doc."""
    raise RoadMapError("legacy_doc")
