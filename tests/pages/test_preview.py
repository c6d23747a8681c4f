"""Every page of any protocol can be looked at before it is published."""

import time

import pytest

from surveys.pages.participant.fill import fill
from surveys.pages.researcher.preview import dated, made_up, sights_of
from surveys.protocols.definition import Definition
from surveys.protocols.read_definition import read_definition
from tests.journeys.random_protocol import random_protocol
from tests.protocols.test_examples import example_folder


def looked_at(definition: Definition) -> list[str]:
    """The HTML of all pages under each condition."""
    now, found = time.time(), []
    for arm in definition.conditions:
        for sight in sights_of(definition):
            chosen = {"condition": arm.id, "language": definition.languages[0], "at": sight.key}
            facts = made_up(definition, sight.place, chosen, now)
            found.append(fill(definition, facts, dated(sight.place, now), now=now))
    return found


@pytest.mark.parametrize("number", range(6))
@pytest.mark.django_db
def test_each_page_of_a_random_protocol_can_be_looked_at(number: int) -> None:
    pages = looked_at(read_definition(random_protocol(number)))

    assert all("<h1>" in page for page in pages)


@pytest.mark.django_db
def test_of_what_is_repeated_the_first_occurrence_is_shown() -> None:
    labels = [sight.label for sight in sights_of(read_definition(example_folder("film-validation")))]

    assert [label for label in labels if label.startswith("ratings.")] == [
        f"ratings.clip-a, page {page} of 3" for page in (1, 2, 3)
    ]
    assert looked_at(read_definition(example_folder("context-diary")))
