"""The register of step kinds: what each takes and yields. What later issues build is refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class StepKind:
    """A kind of step: its keys beside `id` and `when`, and whether a person sees a page of it."""

    name: str
    optional: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    has_page: bool = True
    # Names that expressions may use behind the step's id, with their types.
    yields: Mapping[str, str] | None = None


KINDS: Mapping[str, StepKind] = {
    kind.name: kind
    for kind in (
        StepKind("ask", ("occasion",)),
        StepKind("allocate", has_page=False),
        StepKind(
            "film",
            ("watched", "back", "optional", "trace", "marker"),
            yields={"coverage": "number", "evidence": "truth"},
        ),
        StepKind("wait", ("after", "opens", "closes", "late", "filler", "remind")),
        StepKind("show"),
        StepKind("safety"),
        StepKind("complete"),
        StepKind("shuffle", has_page=False),
        StepKind("choose", has_page=False),
        StepKind("repeat", ("steps",), has_page=False),
        StepKind("timer", ("text",)),
        StepKind("screened_out", has_page=False),
        StepKind("contact"),
    )
}
LATER_KINDS = ("task",)
