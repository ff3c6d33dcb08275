"""What is committed is of use on any machine."""

import re

import pytest

from tests.architecture.tree import ROOT, committed, relative

# Put together here, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"\.debian"))
)
MACHINE = re.compile(r"(?:^|[^\w.])/(?:work|farm|home|Users)/[A-Za-z.]", re.MULTILINE)
LIMIT_BYTES = 1_500_000


def _texts():
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            yield relative(path), content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("trace", [REGISTRIES, MACHINE], ids=["registry", "machine"])
def test_no_committed_file_names_where_it_was_made(trace):
    assert [name for name, text in _texts() if trace.search(text)] == []


def test_requirements_are_pinned_with_hashes_and_agree():
    pins = {}
    for name in ("installer", "run", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        blocks = re.findall(r"^([\w.-]+==\S+)(.*(?:\n .*)*)", text, re.MULTILINE)
        assert all("--hash=sha256:" in rest for _, rest in blocks)
        pins[name] = {pin for pin, _ in blocks}

    assert len(pins["run"]) > 30
    assert pins["run"] <= pins["dev"], "a demo after the tests would change packages"


def test_no_lock_file_with_addresses_and_nothing_heavy():
    files = committed()

    assert not {path.name for path in files} & {"uv.lock", "pylock.toml", ".env"}
    assert [relative(path) for path in files if path.stat().st_size > LIMIT_BYTES] == []
