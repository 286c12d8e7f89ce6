"""Tells that something is under way, once it takes long enough to wonder."""

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

_SECONDS_UNTIL_WONDERING = 1.0


@contextmanager
def progress(message: str) -> Generator[None, None, None]:
    """Say `message` on stderr while the body runs, if it runs for more than a second."""
    teller = _Teller(message)
    timer = threading.Timer(_SECONDS_UNTIL_WONDERING, teller.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        teller.stop()


class _Teller:
    """A spinner in a terminal, one line elsewhere."""

    def __init__(self, message: str) -> None:
        self._message = message
        self._spinner: Status | None = None

    def start(self) -> None:
        from rich.console import Console

        console = Console(stderr=True)
        if console.is_terminal:
            self._spinner = console.status(self._message)
            self._spinner.start()
        else:
            sys.stderr.write(f"{self._message}\n")

    def stop(self) -> None:
        if self._spinner:
            self._spinner.stop()
