"""What is compared in a picture: the conditions of a study, or the levels of a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Part = Mapping[str, Any]
OBSERVED = "Observed, not randomised: a difference doesn't show that the one thing causes the other."
BLINDED, INTERIM = "Blinded. ", "Interim look, before the planned end. "
WHOSE = {"simulated": "Simulated people, made up. ", "test": "Test people. "}


@dataclass(frozen=True)
class Arms:
    """Conditions (`group` is empty) or a group's levels; `first` is the number of the first one's mark and colour."""

    labels: Mapping[str, str]
    first: int = 0
    group: str = ""
    people: str = "real"
    version: int | None = None
    # What has to be said first where a study is, or was, blinded.
    look: str = ""
    pooled: bool = False

    @property
    def whose(self) -> str:
        """What a subtitle begins with: a look before the stop, people who aren't real, those of one version alone."""
        version = f"Version {self.version} alone. " if self.version is not None else ""
        return f"{self.look}{WHOSE.get(self.people, '')}{version}"

    @property
    def by(self) -> str:
        """The key in the document that holds the arm."""
        return "group" if self.group else "condition"

    @property
    def said(self) -> str:
        """By what the figures are told apart, for titles."""
        if self.pooled:
            return "everybody together"
        return f"by “{self.group}”" if self.group else "by condition"

    @property
    def note(self) -> str:
        """What has to be said below a picture of groups."""
        return OBSERVED if self.group else ""

    def label(self, name: str) -> str:
        """What an arm is called."""
        return self.labels.get(name, name)

    def names(self, parts: Sequence[Part]) -> list[str]:
        """The arms of some parts in their order."""
        return list(dict.fromkeys(part[self.by] for part in parts))

    def numbers(self, parts: Sequence[Part]) -> dict[str, int]:
        """The number of each arm's mark; groups never wear the marks of conditions."""
        return {name: self.first + place for place, name in enumerate(self.names(parts))}


def arms_of(
    document: Mapping[str, Any], group: Part | None = None, people: str = "real", version: int | None = None
) -> Arms:
    """The arms of a document, or of one of its groups; `people` are real, simulated or test, of all or one version."""
    labels = {condition["id"]: condition["label"] for condition in document["conditions"]}
    blinded = "blinded" in document
    look = BLINDED if blinded else INTERIM if document.get("interim") else ""
    if blinded:
        labels = {**labels, "all": "Everybody"}
    if group is None:
        return Arms(labels, people=people, version=version, look=look, pooled=blinded)
    return Arms({}, len(labels), group["label"], people, version, look)
