"""Check that what the tracked Markdown files point at exists: `make check`.

Links, images, anchors, `make` targets and `python -m` modules. Needs no network: of an address on
the web only the spelling is checked.
"""

import importlib.util
import itertools
import os
import posixpath
import re
import shlex
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

import typer
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark")
_SHELLS = ("", "bash", "console", "sh", "shell", "zsh")
_PYTHON_M = re.compile(r"\bpython[\d.]*\s+-m\s+([\w.]+)")
# `[a](b c)` and `[a][undefined]` stay plain text; `a[0][1]` is meant to.
_MEANT_AS_LINK = re.compile(r"(?<!\w)\[[^][]+\](?:\([^()]+\)|\[[^][]*\])")
_IN_ANCHORS = ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Pc")
_MAKE_RULE = re.compile(r"^([^\s#:=][^#:=]*):(?!:?=)", re.MULTILINE)


class Reference(NamedTuple):
    """Something that a page points at."""

    line: int
    kind: Literal["link", "text", "make", "module"]
    target: str


@dataclass
class Page:
    """What one Markdown file points at, and the anchors that it offers."""

    references: list[Reference] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


class _Tags(HTMLParser):
    """The links and anchors of HTML inside Markdown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if (tag, name) in {("a", "href"), ("img", "src")}:
                self.links.append(value or "")
            elif name == "id" or (tag, name) == ("a", "name"):
                self.anchors.append(value or "")


def slug(heading: str) -> str:
    """Return GitHub's anchor for the text of a heading, before equal ones are numbered.

    Letters, marks, digits, connectors and hyphens stay, in lower case, with spaces as hyphens
    (`PUNCTUATION_REGEXP` in TableOfContentsFilter of gjtorikian/html-pipeline 2).
    """
    text = heading.strip().lower().replace(" ", "-")
    return "".join(c for c in text if c == "-" or unicodedata.category(c) in _IN_ANCHORS)


def read_page(markdown: str) -> Page:
    """Collect the references and anchors of one file."""
    page, headings = Page(), Counter()
    tokens = _MARKDOWN.parse(markdown)
    for before, token in itertools.pairwise([Token("", "", 0), *tokens]):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "fence":
            language = (token.info.split() or [""])[0]
            for number, text in enumerate(token.content.splitlines(), line + 1):
                page.references += _commands(number, text, is_command=language in _SHELLS)
        elif token.type == "html_block":
            _read_html(page, line, token.content)
        for child in token.children or []:
            _read_inline(page, line, child)
            line += (child.type in ("softbreak", "hardbreak")) + child.content.count("\n")
        if before.type == "heading_open":
            texts = (c.content for c in token.children or [] if c.type in ("text", "code_inline"))
            name = slug("".join(texts))
            page.anchors.add(f"{name}-{headings[name]}" if headings[name] else name)
            headings[name] += 1
    return page


def _read_inline(page: Page, line: int, token: Token) -> None:
    if token.type in ("link_open", "image"):
        target = token.attrs["href" if token.type == "link_open" else "src"]
        page.references.append(Reference(line, "link", str(target)))
    elif token.type == "text":
        for text in _MEANT_AS_LINK.findall(token.content):
            page.references.append(Reference(line, "text", text))
    elif token.type == "code_inline":
        page.references += _commands(line, token.content, is_command=True)
    elif token.type == "html_inline":
        _read_html(page, line, token.content)


def _read_html(page: Page, line: int, html: str) -> None:
    tags = _Tags(html)
    page.references += [Reference(line, "link", link) for link in tags.links]
    page.anchors.update(tags.anchors)


def _commands(line: int, text: str, *, is_command: bool) -> Iterator[Reference]:
    """Yield the modules and, of a shell command, the make targets that the text runs."""
    for module in _PYTHON_M.findall(text):
        yield Reference(line, "module", module)
    for command in re.split(r"&&|\|\||[;|]", text) if is_command else []:
        try:
            words = shlex.split(command.removeprefix("$ "), comments=True)
        except ValueError:  # not a whole command: `don't`, a line that goes on
            words = command.split()
        words = [word for word in words if "=" not in word]
        if words[:1] != ["make"] or {"-C", "-f"} & set(words):
            continue
        for word in words[1:]:
            if re.fullmatch(r"[A-Za-z][\w./-]*", word):
                yield Reference(line, "make", word)


class Repository:
    """The files of one repository, and whether what its pages point at exists."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        tracked = self._git_files("--cached")
        self.files = {*tracked, *self._git_files("--others", "--exclude-standard")}
        self.folders = {str(parent) for name in self.files for parent in Path(name).parents}
        rules = _MAKE_RULE.findall(self._read("Makefile")) if "Makefile" in self.files else []
        self.make_targets = {target for rule in rules for target in rule.split()}
        self.pages = {name: read_page(self._read(name)) for name in tracked if name.endswith(".md")}

    def _git_files(self, *options: str) -> list[str]:
        command = ["git", "ls-files", "-z", *options]
        listing = subprocess.run(command, cwd=self.root, capture_output=True)
        if listing.returncode:
            raise typer.BadParameter(listing.stderr.decode(errors="replace").strip())
        names = [os.fsdecode(name) for name in listing.stdout.split(b"\0") if name]
        return [name for name in names if (self.root / name).is_file()]

    def _read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    def problems(self) -> Iterator[str]:
        """Yield `file:line: problem; what to do` in file order."""
        for name in sorted(self.pages):
            for reference in self.pages[name].references:
                problem = self._problem(name, reference)
                if problem:
                    yield f"{name}:{reference.line}: {problem}"

    def _problem(self, page: str, reference: Reference) -> str | None:
        target = reference.target
        if reference.kind == "text":
            return f"{target} is not a link; write a space as %20, or define the reference"
        if reference.kind == "make" and target not in self.make_targets:
            return f"the Makefile has no target {target}; correct the name or add it"
        if reference.kind == "module" and not self._has_module(target):
            return f"python -m {target} does not run; correct the name or install it"
        return self._link_problem(page, target) if reference.kind == "link" else None

    def _link_problem(self, page: str, link: str) -> str | None:
        parts = urlsplit(link)
        if parts.scheme == "mailto":
            return None
        if parts.scheme or parts.netloc:
            spaced = re.search(r"\s", unquote(link))
            good = parts.scheme == "https" and parts.netloc and not spaced
            return None if good else f"{link} is not a web address; write https:// and no spaces"
        path = unquote(parts.path)
        folder = "" if path.startswith("/") else posixpath.dirname(page)
        target = posixpath.normpath(posixpath.join(folder, path.lstrip("/"))) if path else page
        if target.split("/")[0] == "..":
            return f"{link} leaves the repository; link what it contains, or an https address"
        if target not in self.files and target not in self.folders:
            return f"{link} does not exist; correct the path or add {target}"
        anchor = unquote(parts.fragment)
        if anchor and target.endswith(".md") and anchor not in self._anchors(target):
            return f"{target} has no heading for #{anchor}; correct the anchor"
        return None

    def _anchors(self, name: str) -> set[str]:
        page = self.pages.get(name) or read_page(self._read(name))
        return page.anchors

    def _has_module(self, module: str) -> bool:
        top, *rest = module.split(".")
        if top in self.folders or f"{top}.py" in self.files:
            path = module.replace(".", "/")
            return f"{path}.py" in self.files or f"{path}/__main__.py" in self.files
        spec = importlib.util.find_spec(top)
        if spec is None:
            return False
        paths = [Path(place, *rest) for place in spec.submodule_search_locations or []]
        installed = any(
            (p / "__main__.py").exists() or p.with_suffix(".py").exists() for p in paths
        )
        return installed or not (paths or rest)


def main(root: Annotated[Path, typer.Option(help="The repository.")] = Path()) -> None:
    """Print every reference that leads nowhere as `file:line: problem; what to do`."""
    repository = Repository(root)
    problems = list(repository.problems())
    for problem in problems:
        typer.echo(problem)
    count = sum(len(page.references) for page in repository.pages.values())
    typer.echo(f"{len(repository.pages)} pages, {count} references, {len(problems)} bad", err=True)
    raise typer.Exit(1 if problems else 0)


if __name__ == "__main__":
    typer.run(main)
