"""The child that reads a stranger's file: `python -m roadmap`.

In on stdin: one line of JSON (`filename`, `default_year`), then the bytes of the file. Out on
stdout: one JSON object, `{"ok": map}` or `{"error": code, "params": {}}`, with `peak_kib`, the
memory it took; `crash` names the place of an error nobody foresaw, never a text of the document.

The limits come before any reader is imported. Without the `resource` module (Windows) there are
none: then only the parent's wall clock ends a child that goes on for ever.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from roadmap.confine import confine, forbid_the_world, peak_kib

_MIB: Final = 1024 * 1024
_LIMITS: Final = {
    "AS": 512 * _MIB,
    "CPU": 10,
    "FSIZE": 0,
    "NOFILE": 32,
    "CORE": 0,
}
_MAX_HEADER: Final = 4096
_MAX_FILE: Final = 10 * _MIB
_MAX_ANSWER: Final = 4 * _MIB


def main() -> int:
    """Answer one request."""
    confine(_LIMITS)
    forbid_the_world()
    try:
        text = _dumped(_answer())
    except MemoryError:
        text = _dumped(_refusal("too_large_inside"))
    if len(text) > _MAX_ANSWER:
        text = _dumped(_refusal("too_large_inside"))
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    return 0


def _dumped(answer: dict[str, Any]) -> bytes:
    answer["peak_kib"] = peak_kib()
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", errors="replace")


def _refusal(code: str, **more: Any) -> dict[str, Any]:
    return {"error": code, "params": {}, **more}


def _answer() -> dict[str, Any]:
    from roadmap.model import RoadMapError  # noqa: PLC0415  after the limits

    try:
        header, data = _request()
        return {"ok": _compiled(data, header)}
    except RoadMapError as error:
        return {"error": error.code, "params": error.params}
    except MemoryError:
        raise
    except Exception as error:
        # What surprises a reader is a broken file; the parent logs the place.
        return _refusal("broken_file", crash=_place(error))


def _request() -> tuple[dict[str, Any], bytes]:
    header = json.loads(sys.stdin.buffer.readline(_MAX_HEADER))
    return header, sys.stdin.buffer.read(_MAX_FILE + 1)


def _compiled(data: bytes, header: dict[str, Any]) -> dict[str, Any]:
    # After the limits: what these import is what the limits are for.
    from roadmap.compile import compile_document  # noqa: PLC0415
    from roadmap.transport import to_json  # noqa: PLC0415

    return to_json(
        compile_document(data, filename=header["filename"], default_year=header["default_year"])
    )


def _place(error: BaseException) -> str:
    """The kind of an error and the last place of ours it passed, without its text."""
    place, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("roadmap."):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


if __name__ == "__main__":
    sys.exit(main())
