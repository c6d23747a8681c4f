"""Translations written into a YAML text at their places; every other character stays as somebody wrote it."""

import json
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from surveys.instruments.document import Path

# Plain words need no quotes, between braces either.
PLAIN = re.compile(r"[^\W\d_]([^\n,\[\]{}:#&*!|>'\"%@`]*[^\n,\[\]{}:#&*!|>'\"%@`\s])?")
AMBIGUOUS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
ANCHOR = re.compile(r"&\S+\s+")
Edit = tuple[int, int, str]


def rewritten(text: str, translations: Mapping[Path, str], *, first: str, language: str) -> str:
    """The document with translations at the places that lead to texts; a plain text becomes one of several."""
    # The parser that keeps everything marks folds with a character of its own.
    root = YAML(typ="safe", pure=True).compose(StringIO(text))
    edits: dict[int, Edit] = {}
    for path, translation in translations.items():
        node = node_at(root, path)
        if node is None:
            raise KeyError(path)
        edit = edit_for(text, node, translation, first, language)
        # An alias leads to the same place twice.
        edits[edit[0]] = edit
    for begin, end, new in sorted(edits.values(), reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def node_at(node: Node | None, path: Sequence[Any]) -> Node | None:
    """The part of a document to which keys lead."""
    for key in path:
        if isinstance(node, SequenceNode):
            node = node.value[key] if isinstance(key, int) and key < len(node.value) else None
        elif isinstance(node, MappingNode):
            node = next((value for name, value in node.value if name.value == str(key)), None)
        else:
            return None
    return node


def edit_for(text: str, node: Node, translation: str, first: str, language: str) -> Edit:
    """Where to write, up to where, and what."""
    if isinstance(node, ScalarNode):
        begin, end = extent(text, node)
        return begin, end, f"{{{first}: {as_it_was(text[begin:end], node)}, {language}: {spelled(translation)}}}"
    if not isinstance(node, MappingNode) or not node.value:
        raise KeyError(language)
    for name, value in node.value:
        if name.value == language:
            return (*extent(text, value), spelled(translation))
    name, value = node.value[-1]
    _, end = extent(text, value)
    if node.flow_style:
        return end, end, f", {language}: {spelled(translation)}"
    return end, end, f"\n{' ' * name.start_mark.column}{language}: {spelled(translation)}"


def extent(text: str, node: Node) -> tuple[int, int]:
    """Where a scalar begins and ends, without its anchor and the blanks behind it."""
    begin, end = node.start_mark.index, node.end_mark.index
    anchor = ANCHOR.match(text, begin)
    begin = anchor.end() if anchor and anchor.end() <= end else begin
    return begin, begin + len(text[begin:end].rstrip())


def as_it_was(raw: str, node: ScalarNode) -> str:
    """A text as it stands in the document, where it may stand so between braces."""
    if node.style in ('"', "'") and "\n" not in raw:
        return raw
    return raw if PLAIN.fullmatch(raw) and raw.lower() not in AMBIGUOUS else quoted(str(node.value))


def spelled(text: str) -> str:
    """A text as YAML, with quotes where it needs them."""
    return text if PLAIN.fullmatch(text) and text.lower() not in AMBIGUOUS else quoted(text)


def quoted(text: str) -> str:
    """A text in the quotes that any text may stand in."""
    return json.dumps(text, ensure_ascii=False)
