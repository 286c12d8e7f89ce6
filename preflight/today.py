"""The day that dates are judged by: given, or the day of the last commit, never the clock's.

With the clock's, a stack that was fine would turn red by itself.
"""

import datetime as dt
import subprocess
from pathlib import Path


def commit_date(root: Path) -> dt.date | None:
    """Return the day of the last commit of a repository; None where there is none."""
    command = ["git", "log", "-1", "--format=%cs"]
    try:
        answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    text = answer.stdout.strip()
    return dt.date.fromisoformat(text) if answer.returncode == 0 and text else None
