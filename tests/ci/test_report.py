"""The comment on a pull request, and the verdict behind the required check."""

from pathlib import Path

import pytest
import typer

from tools.ci import report


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that reports with stand-ins for plan and diff: (exit code, text)."""

    def reported(plan: tuple[int, str], diff: tuple[int, str]) -> tuple[int, str, list[str]]:
        calls = []

        def preflight(*arguments: str) -> int:
            calls.append(" ".join(arguments).replace(str(tmp_path), "OUT"))
            code, text = plan if arguments[0] == "plan" else diff
            if text:
                (tmp_path / ("plan.md" if arguments[0] == "plan" else "diff.md")).write_text(text)
            return code

        monkeypatch.setattr(report, "_preflight", preflight)
        with pytest.raises(typer.Exit) as ended:
            report.main("base", tmp_path)
        return ended.value.exit_code, (tmp_path / "comment.md").read_text(), calls

    return reported


def test_every_stack_is_planned_and_compared_with_the_base(reported) -> None:
    _, _, calls = reported((0, "the plan"), (0, "the diff"))
    assert calls == ["plan --out OUT", "diff --base base --out OUT"]


@pytest.mark.parametrize(("code", "told"), [(0, "no mandatory"), (1, "refuse"), (2, "cannot be")])
def test_the_verdict_of_the_plan_is_the_exit_code_and_the_first_line(reported, code, told) -> None:
    ended, comment, _ = reported((code, "the plan"), (0, "the diff"))
    assert ended == code
    assert told in comment.splitlines()[2]


@pytest.mark.parametrize("code", [1, 2])
def test_a_grave_or_impossible_comparison_is_told_and_does_not_decide(reported, code) -> None:
    ended, comment, _ = reported((0, "the plan"), (code, ""))
    assert ended == 0
    assert f"cannot be compared (exit {code})" in comment


def test_the_difference_is_open_and_the_plan_is_folded(reported) -> None:
    _, comment, _ = reported((0, "the plan"), (0, "the diff"))
    assert comment.index("the diff") < comment.index("<details>") < comment.index("the plan")
    assert comment.count("<details>") == comment.count("</details>")


def test_a_plan_that_failed_leaves_no_empty_fold(reported) -> None:
    assert "<details>" not in reported((2, ""), (0, "the diff"))[1]


@pytest.mark.parametrize(("diff", "plan"), [(10, 200_000), (59_000, 59_000), (200_000, 10)])
def test_a_comment_is_never_longer_than_github_takes(diff: int, plan: int) -> None:
    text = report.comment(0, "d\n" * (diff // 2), "p\n" * (plan // 2))
    assert len(text) <= 60_001
    assert text.count("<details>") == text.count("</details>")
    assert "the rest is in the files of the run" in text


def test_what_is_cut_closes_its_code_and_its_folds() -> None:
    text = "<details>\n\n```text\n" + "line\n" * 100 + "```\n\n</details>"
    cut = report.shortened(text, 200)
    assert len(cut) <= 200
    assert cut.count("```") == 2
    assert cut.index("```", 20) < cut.index("</details>")


def test_what_fits_is_left_as_it_is() -> None:
    assert report.shortened("a\nb", 3) == "a\nb"
