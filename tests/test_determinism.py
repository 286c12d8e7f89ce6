"""The plan hangs on settings and code alone: not on hash seed, time zone, folder, date or order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from preflight.document import to_json
from preflight.planning import plan_stack
from preflight.stacks import choose
from tests.preflight.lab import project

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]

# Runs the command on another day. `date.today` asks `time.time`; `datetime.now` asks the system.
ON_ANOTHER_DAY = """
import datetime, os, sys, time

shift_s = int(os.environ["SHIFT_DAYS"]) * 86400
system_time, system_time_ns = time.time, time.time_ns
time.time = lambda: system_time() + shift_s
time.time_ns = lambda: system_time_ns() + shift_s * 10**9


class Same(type):
    def __instancecheck__(cls, value):
        return isinstance(value, cls.__mro__[1])


class Moved(datetime.datetime, metaclass=Same):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


datetime.datetime = Moved
from preflight.__main__ import main

main()
"""
PLACES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "SHIFT_DAYS": "0"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "SHIFT_DAYS": "365"},
    {"PYTHONHASHSEED": "20261201", "TZ": "America/Los_Angeles", "SHIFT_DAYS": "-365"},
)


# Tags that give away what a program should not depend on.
GIVEAWAYS = """
import datetime
import time

from pulumi_azure_native import resources

tags = {
    "hash seed": "".join({"a", "b", "c", "d", "e", "f"}),
    "date": str(datetime.date.today()),
    "now": str(datetime.datetime.now().date()),
    "time zone": str(time.localtime(0).tm_hour),
}
resources.ResourceGroup("group", resource_group_name="rg-small", tags=tags)
"""


def printed_elsewhere(root: Path, folders: Path) -> list[bytes]:
    """Return what processes in different circumstances print of the same stacks."""
    processes = []
    for number, place in enumerate(PLACES):
        folder = folders / str(number)
        folder.mkdir()
        arguments = ["plan", "--root", str(root), "--format", "json", "--digest-key", "fixed"]
        processes.append(
            subprocess.Popen(  # noqa: S603 (this interpreter)
                [sys.executable, "-c", ON_ANOTHER_DAY, *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **place},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
    answers = [process.communicate() for process in processes]
    for process, (_, errors) in zip(processes, answers, strict=True):
        assert process.returncode == 0, errors.decode()
    return [printed for printed, _ in answers]


def test_every_process_prints_the_same_plans(tmp_path: Path) -> None:
    first, *others = printed_elsewhere(ROOT, tmp_path)
    assert json.loads(first)["plans"]
    assert others == [first, first]


def test_what_hangs_on_the_process_would_be_noticed(tmp_path: Path) -> None:
    root = project(tmp_path / "small", GIVEAWAYS)
    printed = [json.loads(text) for text in printed_elsewhere(root, tmp_path)]
    tags = [document["plans"][0]["resources"][0]["inputs"]["tags"] for document in printed]
    for cause in tags[0]:
        assert len({row[cause] for row in tags}) == 3, cause


def test_one_process_plans_a_stack_alike_before_and_after_another() -> None:
    dev, prod = choose(ROOT, ["dev", "prod"])
    first, other, last = (to_json([plan_stack(file, ROOT)], b"fixed") for file in (dev, prod, dev))
    assert first == last != other
