"""A document as YAML that people like to read: short things on one line."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

LONGEST_LINE = 120


def as_yaml(document: Mapping[str, Any]) -> str:
    """The YAML text of plain dicts, lists, texts and numbers."""
    yaml = YAML(typ="rt")
    yaml.allow_unicode = True
    yaml.width = 4 * LONGEST_LINE
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(CommentedMap({key: laid_out(value, top=True) for key, value in document.items()}), stream)
    return stream.getvalue()


def laid_out(value: Any, *, top: bool = False) -> Any:
    """A value with its short mappings and lists on one line each."""
    if isinstance(value, Mapping):
        laid: Any = CommentedMap({key: laid_out(inner) for key, inner in value.items()})
    elif isinstance(value, list | tuple):
        laid = CommentedSeq([laid_out(inner) for inner in value])
    else:
        return value
    # A list of items stays a list of lines.
    if not (top and any(isinstance(inner, Mapping) for inner in inner_values(value))) and fits(value):
        laid.fa.set_flow_style()
    return laid


def inner_values(value: Any) -> list[Any]:
    """What a mapping or list holds."""
    return list(value.values()) if isinstance(value, Mapping) else list(value)


def fits(value: Any) -> bool:
    """Whether a value stands on one line."""
    text = str(value)
    return len(text) < LONGEST_LINE - 10 and "\\n" not in text
