import threading
from collections.abc import Callable

import pytest
from rich.console import Console

from preflight import progress as module
from preflight.progress import progress


class Elapsed:
    """A timer that has run down when it is started."""

    def __init__(self, _seconds: float, call: Callable[[], None]) -> None:
        self.start = call
        self.cancel = self.join = lambda: None


def test_what_is_quick_says_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS_UNTIL_WONDERING", 3600)
    with progress("planning dev"):
        pass
    assert capsys.readouterr() == ("", "")


def test_what_takes_long_says_so_in_one_line_on_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "Timer", Elapsed)
    with progress("planning dev"):
        pass
    assert capsys.readouterr() == ("", "planning dev\n")


def test_in_a_terminal_it_spins_and_leaves_no_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")  # on a dumb terminal rich draws nothing
    terminal = Console(stderr=True, force_terminal=True)
    monkeypatch.setattr(threading, "Timer", Elapsed)
    monkeypatch.setattr("rich.console.Console", lambda **_options: terminal)
    with progress("planning dev"):
        pass
    out, err = capsys.readouterr()
    assert out == ""
    assert "planning dev" in err
    assert not err.endswith("planning dev\n")


def test_no_thread_is_left() -> None:
    before = set(threading.enumerate())
    with progress("planning dev"):
        started = set(threading.enumerate()) - before
        assert len(started) == 1
    assert not any(thread.is_alive() for thread in started)
