"""The film of one step of a study, and the figures of those who saw it, by the people who are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from surveys.findings import findings as room
from surveys.findings.charts.arms import Arms
from surveys.findings.film_figures import ALL, Exposed, Felt, FilmFigures, film_figures
from surveys.findings.viewings import Whose, film_step, stamp
from surveys.pages.researcher.find_findings import Asked, study_of
from surveys.protocols.definition import Definition, Film
from surveys.protocols.models import Version

KEPT_SECONDS = 300
# No 0 and O, 1 and I, and no vowels that make words.
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
NAME_LETTERS = 5


@dataclass
class AskedFilm:
    """A step that shows a film, and whose figures are asked for; `definition` is that of the newest version."""

    asked: Asked
    definition: Definition
    step: Film

    @cached_property
    def whose(self) -> Whose:
        """For the room that counts."""
        study, version = self.asked.study, None
        if self.asked.version is not None:
            version = Version.objects.values_list("id", flat=True).get(study=study, number=self.asked.version)
        return Whose(study.pk, self.asked.origin, version, self.step.base)

    @property
    def pooled(self) -> bool:
        """Whether nothing by condition may be shown."""
        return self.asked.blinding.is_blinded

    @cached_property
    def figures(self) -> FilmFigures:
        """Of all who saw it; kept as long as nobody else did."""
        whose = self.whose
        parts = (whose.study, whose.origin, whose.version, whose.step, self.pooled, stamp(whose))
        key = "film-figures:" + salted_hmac("film-figures", repr(parts)).hexdigest()
        kept: FilmFigures | None = cache.get(key)
        if kept is None:
            kept = film_figures(self.definition, whose, pooled=self.pooled)
            cache.set(key, kept, KEPT_SECONDS)
        return kept

    @cached_property
    def arms(self) -> Arms:
        """The conditions, with what has to be said first."""
        return self.asked.arms()

    @property
    def films(self) -> list[str]:
        """What tells the figures apart beside the condition: every series of films that people saw."""
        return list(dict.fromkeys(listed(each.films) for each in self.figures.exposed if each.films))

    def label(self, part: Exposed | Felt) -> str:
        """What the people of a condition and film are called: by what they differ in."""
        films = listed(part.films)
        conditions = {each.condition for each in self.figures.exposed}
        if len(conditions) == 1 and (len(self.films) > 1 or part.condition == ALL):
            return films or "Everybody"
        alone = [each for each in self.figures.exposed if each.condition == part.condition]
        name = self.arms.label(part.condition) if part.condition else "Not allocated"
        return name if len(alone) == 1 or not films else f"{name}, {films}"

    def number(self, part: Exposed | Felt) -> int:
        """The number of the mark: that of the condition where each has one film, as in all pictures of the study."""
        whom = [(each.condition, each.films) for each in self.figures.exposed]
        order = [arm.id for arm in self.definition.conditions]
        if len({condition for condition, _ in whom}) == len(whom) and part.condition in order:
            return order.index(part.condition)
        return whom.index((part.condition, part.films)) if (part.condition, part.films) in whom else 0

    @property
    def by(self) -> str:
        """What the rows of tables are: films, where there is one condition only."""
        return "Condition" if len(self.definition.conditions) > 1 else "Film"

    @property
    def title(self) -> str:
        """What the step is called in titles."""
        return f"The film “{self.step.base}”"

    def about(self, **more: str) -> dict[str, str]:
        """What the address says of whose figures these are."""
        people = {"people": self.asked.origin} if self.asked.origin != room.REAL else {}
        version = {"version": str(self.asked.version)} if self.asked.version is not None else {}
        return {**people, **version, **more}

    def address(self, kind: str, ending: str, look: dict[str, str]) -> str:
        """Where a file of this step is."""
        found = reverse("viewing_file", args=[self.asked.study.slug, self.step.base, kind, ending])
        about = self.about(**look)
        return f"{found}?{urlencode(about)}" if about else found

    def words(self, words: Any) -> str:
        """A text of the document in the study's first language."""
        return str(words.get(self.definition.languages[0], ""))


def asked_film(request: HttpRequest, slug: str, base: str) -> AskedFilm:
    """The step that is asked for; 404 for what isn't there or may not be seen."""
    asked = study_of(request, slug)
    definition = asked.definition
    step = film_step(definition, base) if definition is not None else None
    if definition is None or step is None:
        raise Http404("This study has no such step with a film.")
    return AskedFilm(asked, definition, step)


def row_name(study: int, participant: int) -> str:
    """What a person is called in a picture: the same on every page, and in no other place of the study."""
    digest = salted_hmac("surveys.strips", f"{study}:{participant}").digest()
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(NAME_LETTERS):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


def listed(films: Sequence[str]) -> str:
    """Films one after the other."""
    return " + ".join(films)
