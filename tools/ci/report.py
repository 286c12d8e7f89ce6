"""What a reviewer reads of a pull request: `make pr-report BASE=origin/main`.

Plans every stack as it is here, compares it with the base, and writes both as one comment. Needs
no credential: everything is planned without Azure.
"""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

# GitHub takes 65,536 characters; the job that posts it adds a few lines of its own.
_LIMIT = 60_000
_VERDICTS = {
    0: "Every stack can be planned, and no mandatory rule is broken.",
    1: "**Azure or a mandatory rule would refuse this.** What, and the way to mend it, is below.",
    2: "**A stack cannot be planned**, by its settings or its program. The job's log says why.",
}
_CUT = "\n\n… the rest is in the files of the run.\n"


def main(
    base: Annotated[str, typer.Option(metavar="REVISION", help="Where the change is to go.")],
    out: Annotated[
        Path, typer.Option(metavar="DIR", file_okay=False, help="Where the report goes.")
    ] = Path("build/report"),
) -> None:
    """Write comment.md and the plan and the difference in every form; exit as `preflight plan`."""
    out.mkdir(parents=True, exist_ok=True)
    verdict = _preflight("plan", "--out", str(out))
    compared = _preflight("diff", "--base", base, "--out", str(out))
    difference = _read(out / "diff.md") or f"The base cannot be compared (exit {compared})."
    plan = _read(out / "plan.md")
    (out / "comment.md").write_text(comment(verdict, difference, plan), encoding="utf-8")
    raise typer.Exit(verdict)


def comment(verdict: int, difference: str, plan: str) -> str:
    """Return the comment: the verdict, what changes, and folded what there would be.

    Args:
        verdict: exit code of `preflight plan`.
        difference: Markdown of `preflight diff`.
        plan: Markdown of `preflight plan`; empty if there is none.
    """
    head = f"# Plan\n\n{_VERDICTS.get(verdict, _VERDICTS[2])}\n\n"
    text = head + shortened(difference.strip(), _LIMIT - len(head))
    before, after = "\n\n<details>\n<summary>What there would be</summary>\n\n", "\n\n</details>\n"
    room = _LIMIT - len(text) - len(before) - len(after)
    if not plan or room < len(_CUT) * 2:
        return f"{text}\n"
    return text + before + shortened(plan.strip(), room) + after


def shortened(markdown: str, limit: int) -> str:
    """Return Markdown cut at a line so that it fits, with code blocks and folds closed."""
    if len(markdown) <= limit:
        return markdown
    lines = markdown[:limit].splitlines()
    while lines:
        lines.pop()
        text = "\n".join(lines)
        fences = sum(line.lstrip().startswith("```") for line in lines) % 2
        folds = text.count("<details>") - text.count("</details>")
        whole = text + "\n```" * fences + "\n\n</details>" * folds + _CUT
        if len(whole) <= limit:
            return whole
    return ""


def _preflight(*arguments: str) -> int:
    command = [sys.executable, "-m", "preflight", *arguments]
    return subprocess.run(command, check=False).returncode


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    typer.run(main)
