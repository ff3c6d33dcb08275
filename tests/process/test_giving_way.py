"""The process that makes papers takes the processor only while nobody else wants it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ASKED = """
import os
from services.official.__main__ import give_way
give_way()
print(os.nice(0), os.sched_getscheduler(0) == os.SCHED_IDLE)
try:
    print(open("/proc/self/autogroup").read().split()[-1])
except OSError:
    print(19)
"""


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux knows so idle a process")
def test_it_is_the_least_urgent_of_all_and_so_is_its_session():
    told = subprocess.run(
        [sys.executable, "-c", _ASKED],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        start_new_session=True,
    ).stdout.split()
    assert told == ["19", "True", "19"]
