import shutil
import subprocess

import pytest
import typer

from tools import check_links

GIT = shutil.which("git") or "git"


@pytest.fixture
def check(tmp_path, capsys):
    """Lay out the files, track them and return the exit code and the problems."""

    def check(files, untracked=()):
        for name, text in {**files, **dict(untracked)}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        git = [GIT, "-C", str(tmp_path)]
        subprocess.run([*git, "init", "--quiet"], check=True)  # noqa: S603
        subprocess.run([*git, "add", "--", *files], check=True)  # noqa: S603
        with pytest.raises(typer.Exit) as exit_:
            check_links.main(tmp_path)
        return exit_.value.exit_code, capsys.readouterr().out.splitlines()

    return check


@pytest.mark.parametrize(
    "text",
    [
        "[a](docs/a.md) ![p](docs/p.svg) [folder](docs/) [top](#the-page) [root](/docs/a.md)",
        "[a](docs/a.md#one-two) [again](docs/a.md#one-two-1) [html](docs/a.md#by-hand)",
        "[space](docs/with%20space.md) [angle](<docs/with space.md>)",
        "[reference][a] and [a][]\n\n[a]: docs/a.md",
        "[web](https://example.com/a?b=c#d) <https://example.com> <mailto:me@example.com>",
        '<a href="docs/a.md"><img src="docs/p.svg"></a>',
        "| a |\n| --- |\n| [a](docs/a.md) |",
        "`[x](nowhere.md)` and list[0][1]\n\n```markdown\n[x](nowhere.md)\n```",
        "`make plan STACKS=dev -j2` `make lint` `make <target>` `make setup && make plan`",
        "```bash\n$ make plan STACKS='dev prod'  # not a target\nmake -C other thing\n```",
        "```text\nmake sense\n```",
        "```bash\npython -m tool.run\npython3 -m venv .venv && .venv/bin/python -m pytest -q\n```",
        "`python -m pulumi.policy` `python -m json.tool` `python -m timeit` `python -m solo`",
    ],
)
def test_what_exists_is_no_problem(check, text):
    page = f"# The page\n\n{text}\n"
    anchors = '# One, `two`!\n\n# One two\n\n<a id="by-hand"></a>\n'
    files = {
        "README.md": page,
        "docs/a.md": anchors,
        "docs/p.svg": "",
        "docs/with space.md": "",
        "Makefile": "MODE := a\nsetup: $(MODE) ## x\n\tmake nothing\nplan lint: setup\n",
        "tool/run.py": "",
        "solo.py": "",
    }
    assert check(files) == (0, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[a](none.md)", "none.md does not exist; correct the path or add docs/none.md"),
        ("![a](none.png)", "none.png does not exist"),
        ("[a](/none.md)", "/none.md does not exist; correct the path or add none.md"),
        ("[a](../../other)", "../../other leaves the repository"),
        ("[a][b]\n\n[b]: none.md", "none.md does not exist"),
        ("<img src='none.png'>", "none.png does not exist"),
        ("Text <a href='none.md'>a</a>", "none.md does not exist"),
        ("[a](#none)", "docs/page.md has no heading for #none; correct the anchor"),
        ("[a](other.md#None)", "docs/other.md has no heading for #None"),
        ("[a](http://example.com)", "http://example.com is not a web address; write https://"),
        ("[a](<https://example.com/a b>)", "no spaces"),
        ("[a](https://example.com/a b)", "[a](https://example.com/a b) is not a link"),
        ("[a][nobody]", "[a][nobody] is not a link"),
        ("[a](ftp://example.com)", "ftp://example.com is not a web address"),
        ("`make deploy`", "the Makefile has no target deploy; correct the name or add it"),
        ("`make plan && make deploy`", "no target deploy"),
        ("`STACKS=dev make deploy`", "no target deploy"),
        ("`$ make deploy`", "no target deploy"),
        ("`make deploy \\`", "no target deploy"),
        ("`make MODE`", "no target MODE"),
        ("`python -m nowhere.at_all`", "python -m nowhere.at_all does not run"),
        ("`python -m tool`", "python -m tool does not run"),
        ("`python -m pytest.nowhere`", "python -m pytest.nowhere does not run"),
    ],
)
def test_what_does_not_exist_is_named_with_its_line(check, text, problem):
    files = {
        "docs/page.md": f"# Page\n\n{text}\n",
        "docs/other.md": "# None\n",
        "Makefile": "MODE := a\nplan:\n",
        "tool/run.py": "",
    }
    code, (line,) = check(files)
    assert code == 1
    assert line.startswith("docs/page.md:3: ")
    assert problem in line


def test_all_problems_come_at_once_each_with_its_own_line(check):
    page = "# A\n\none\n[two](x)  \nthree [four](y)\n\n```sh\n# a comment\npython -m nowhere\n```\n"
    code, lines = check({"a.md": page, "b.md": "[c](z)\n"})
    assert code == 1
    assert [line.split(" ")[0] for line in lines] == ["a.md:4:", "a.md:5:", "a.md:9:", "b.md:1:"]


def test_a_page_that_git_does_not_track_is_a_target_but_is_not_checked(check):
    files = {"a.md": "[draft](draft.md#plan)\n"}
    assert check(files, untracked={"draft.md": "# Plan\n\n[x](none.md)\n"}) == (0, [])


def test_a_file_that_a_clone_would_not_have_does_not_exist(check):
    files = {"a.md": "[built](build/x.html)\n", ".gitignore": "build/\n"}
    code, lines = check(files, untracked={"build/x.html": ""})
    assert code == 1
    assert lines == ["a.md:1: build/x.html does not exist; correct the path or add build/x.html"]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What it costs (EUR)", "what-it-costs-eur"),
        ("`make plan` & `make up`", "make-plan--make-up"),
        ("Zürich_2 / a.b", "zürich_2--ab"),
        ("[A link](x.md) and *stress*", "a-link-and-stress"),
    ],
)
def test_anchors_are_spelt_as_github_spells_them(heading, anchor):
    assert check_links.read_page(f"## {heading}\n").anchors == {anchor}


def test_a_folder_that_git_does_not_know_is_refused(tmp_path):
    with pytest.raises(typer.BadParameter, match="not a git repository"):
        check_links.main(tmp_path)
