"""`python -m preflight`."""

import gc
import os
import sys
from typing import NoReturn

_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line and leave the process.

    Two things are done for a process that lives for seconds and holds on to nearly all it makes:
    its garbage is not collected, and it is not taken apart at the end.
    """
    gc.disable()
    code = 0
    try:
        from preflight.cli import app

        app(prog_name="python -m preflight")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        code = _INTERRUPTED
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read the output has seen enough
        pass
    # Taking thousands of modules of the provider apart would cost up to a fifth of the whole time
    # and free what the system frees anyway. Nothing waits for atexit: files are closed where they
    # are written. To measure coverage of such a process, coverage needs `patch = _exit`.
    os._exit(code)


if __name__ == "__main__":
    main()
