"""A YAML file as the Pulumi CLI understands it, with the line of every key and list item."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from preflight import yaml_scalars

KeyPath = tuple[str | int, ...]

# Above this depth stand the file's own keys and the names of settings, which must be text; inside
# a value the CLI turns any scalar key into text.
_TEXT_KEY_DEPTH = 2


@dataclass(frozen=True)
class Document:
    """What a file says; `lines` has the line of every key and list item, by its path."""

    value: Any
    lines: Mapping[KeyPath, int]


def parse(content: bytes, name: str, problems: list[str]) -> Document | None:
    """Read one file; whatever is wrong with it is added to `problems`, and the answer is None."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(f"{name}:{line}: not UTF-8; save the file as UTF-8 text")
        return None
    try:
        root = _compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(filter(None, (error.context, error.problem)))
        problems.append(
            f"{name}:{mark.line + 1}:{mark.column + 1}: not valid YAML: {reason}; "
            "correct the indentation or the quotes there"
        )
        return None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.append(
            f"{name}:{line}: YAML does not allow the character U+{error.character:04X}; remove it"
        )
        return None
    if root is None:
        return Document(None, {})
    builder = _Builder(name)
    if recursive := _contains_itself(root, ()):
        builder.refuse(recursive, "the anchor's value contains itself; write it out")
        value = None
    else:
        value = builder.build(root, ())
    problems.extend(builder.problems)
    return None if builder.problems else Document(value, builder.lines)


class _Untagged(VersionedResolver):
    """Leaves scalars without a tag, so that `yaml_scalars` decides what they are."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return Tag(suffix="") if kind is ScalarNode else super().resolve(kind, value, implicit)


def _compose(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = _Untagged
    yaml.composer.warn_double_anchors = False
    return yaml.compose(text)


def _contains_itself(node: Node, ancestors: tuple[Node, ...]) -> Node | None:
    if any(node is ancestor for ancestor in ancestors):
        return node
    if isinstance(node, ScalarNode):
        return None
    children = chain(*node.value) if isinstance(node, MappingNode) else node.value
    found = (_contains_itself(child, (*ancestors, node)) for child in children)
    return next(filter(None, found), None)


class _Builder:
    """Turns nodes into values, and goes on after a mistake, so that all are found."""

    def __init__(self, name: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._name = name
        # A set, because the value of an anchor is met again at every alias.
        self._mistakes: set[tuple[int, int, str]] = set()

    @property
    def problems(self) -> list[str]:
        return [f"{self._name}:{line}:{col}: {what}" for line, col, what in sorted(self._mistakes)]

    def refuse(self, node: Node, problem: str) -> None:
        mark = node.start_mark
        self._mistakes.add((mark.line + 1, mark.column + 1, problem))

    def build(self, node: Node, path: KeyPath) -> Any:
        if path:
            self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        value = {}
        for key, (key_node, item) in self._items(node, len(path)).items():
            self.lines[*path, key] = key_node.start_mark.line + 1
            value[key] = self.build(item, (*path, key))
        return value

    def _items(self, node: Node, depth: int) -> dict[str, tuple[ScalarNode, Node]]:
        """Key and value nodes; a merge key supplies what is not given beside it."""
        items: dict[str, tuple[ScalarNode, Node]] = {}
        for key_node, item in node.value:
            key = self._key(key_node, depth)
            if key in items:
                first = items[key][0].start_mark.line + 1
                self.refuse(key_node, f"'{key}' is given twice, first in line {first}; keep one")
            elif key is not None:
                items[key] = key_node, item
        if "<<" in items and _is_plain(items["<<"][0]):
            _, merged = items.pop("<<")
            for mapping in merged.value if isinstance(merged, SequenceNode) else [merged]:
                if not isinstance(mapping, MappingNode):
                    self.refuse(merged, "'<<' takes a mapping or a list of mappings")
                    break
                items = self._items(mapping, depth) | items
        return items

    def _key(self, node: Node, depth: int) -> str | None:
        if not isinstance(node, ScalarNode):
            self.refuse(node, "a key must be text, not a list or a mapping")
            return None
        key = self._scalar(node)
        if key is None:
            self.refuse(node, "a key is missing or null; quote it if it is meant as text")
            return None
        if not isinstance(key, str) and depth < _TEXT_KEY_DEPTH:
            self.refuse(node, f"key {node.value} is not text; quote it")
        return yaml_scalars.config_text(key)

    def _scalar(self, node: ScalarNode) -> yaml_scalars.Scalar:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        try:
            return yaml_scalars.resolve(node.value, tag, quoted=not _is_plain(node))
        except ValueError as error:
            self.refuse(node, f"{error}; correct the value, or quote it if it is text")
            return None


def _is_plain(node: ScalarNode) -> bool:
    return node.style is None
