"""manage.py findings SLUG --json"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.findings.differences import differences
from surveys.protocols.models import Study, Version
from tests.findings.film_people import published, rate, somebody
from tests.findings.people import NOON, begin, feel


def printed(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("findings", *arguments, stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def test_it_prints_the_document_and_its_recomputation(moods: Version) -> None:
    for sad in (10, 20):
        feel(begin(moods, condition="warm"), "before", sad, 20, 30)

    rebuilt, recomputed = printed("moods", "--json"), printed("moods", "--json", "--recompute")

    assert rebuilt["n_participants"] == 2
    assert list(differences(rebuilt, recomputed)) == []


def test_simulated_people_are_shown_alone(moods: Version) -> None:
    begin(moods, origin="simulated")

    assert printed("moods", "--json")["n_participants"] == 0
    assert printed("moods", "--json", "--simulated")["n_participants"] == 1


def test_an_unknown_study_is_one_sentence(db: None) -> None:
    with pytest.raises(CommandError, match=r"^There is no study “nothing”\.$"):
        printed("nothing", "--json")


def test_an_unpublished_study_is_one_sentence(db: None) -> None:
    Study.objects.create(slug="draft", title="Draft", created_at=NOON)

    with pytest.raises(CommandError, match="no published version yet"):
        printed("draft", "--json")


def test_it_prints_what_films_do(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    version = published("film-validation")
    rate(somebody(version, origin="simulated"), "clip-a", {"sad": 7})

    real, simulated = (printed("film-validation", "--films", "--json", *more) for more in ((), ("--simulated",)))

    assert [each["exposure"]["shown"] for each in (real["films"][0], simulated["films"][0])] == [0, 1]  # type: ignore[index]
    with pytest.raises(CommandError, match="has no version 7"):
        printed("film-validation", "--films", "--version", "7")
