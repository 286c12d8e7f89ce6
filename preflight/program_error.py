"""Why a program stopped, in its author's own terms."""

import sysconfig
import traceback
from pathlib import Path

import pulumi

from simulated_azure.monitor import ProgramError

_ROOT = Path(__file__).parents[1]
_NOT_THE_AUTHORS = (
    str(_ROOT / "preflight") + "/",
    str(_ROOT / "simulated_azure") + "/",
    sysconfig.get_path("stdlib") + "/",
    "<",
)


def explain(error: BaseException, root: Path) -> str:
    """Return a message that tells all, or the author's part of the traceback.

    A traceback without any line of the author's is kept whole: something here is broken.

    Args:
        error: what stopped the program.
        root: places below it are told relative to it.
    """
    if isinstance(error, SystemExit):
        return f"The program left with exit code {error.code}"
    if _is_a_message(error):
        return str(error)
    if isinstance(error, ProgramError):
        frames = tuple(
            (f.filename, f.lineno or 0) for f in traceback.extract_tb(error.__traceback__)
        )
        notes = getattr(error, "__notes__", ()) or (own_frames(frames[::-1], root),)
        return "\n".join(filter(None, [str(error), *notes]))
    told = traceback.TracebackException.from_exception(error)
    if _keep_own_frames(told, root, set()) == 0:
        told = traceback.TracebackException.from_exception(error)
    return "".join(told.format()).rstrip()


def own_frames(places: tuple[tuple[str, int], ...], root: Path) -> str:
    """Return the author's part of a call chain that is given innermost first, outermost first."""
    lines = [
        f'  File "{_shown(path, root)}", line {line}'
        for path, line in reversed(places)
        if path and _is_own(path)
    ]
    return "\n".join(lines)


def _is_a_message(error: BaseException) -> bool:
    # Settings errors are known by what they carry: the program has its own copy of their class.
    return isinstance(error, pulumi.RunError) or hasattr(error, "problems")


def _keep_own_frames(told: traceback.TracebackException, root: Path, seen: set[int]) -> int:
    """Leave out what is not the author's, in causes too; return how many frames are left."""
    if id(told) in seen:
        return 0
    seen.add(id(told))
    own = [
        traceback.FrameSummary(_shown(f.filename, root), f.lineno, f.name, line=f.line)
        for f in told.stack
        if _is_own(f.filename)
    ]
    told.stack = traceback.StackSummary.from_list(own)
    others = (told.__cause__, told.__context__, *(told.exceptions or ()))
    return len(own) + sum(_keep_own_frames(other, root, seen) for other in others if other)


def _is_own(filename: str) -> bool:
    return "-packages/" not in filename and not filename.startswith(_NOT_THE_AUTHORS)


def _shown(filename: str, root: Path) -> str:
    path = Path(filename)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else filename
