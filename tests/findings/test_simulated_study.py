"""A whole simulated study of 120 people, from raw answers to the document, against what R made of the same file."""

import csv
import json
from collections import defaultdict
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from surveys.enrolment.models import Participant
from surveys.findings.findings import computed
from surveys.findings.score import score_new_responses
from surveys.findings.statistics.describe import t_quantile
from surveys.participation.models import Response
from surveys.protocols.documents import Folder
from surveys.protocols.publish import publish
from tests.findings.people import NOON, begin

HERE = Path(__file__).resolve().parent
R = json.loads((HERE / "simulated_study.json").read_text())
ITEMS = ("sad", "tense", "irritated", "lonely")
OCCASIONS = ("before", "after", "after20", "after90")
PROTOCOL = """
lacrima: 1
study: simulated
title: Simulated
languages: [en]
lead: {team: Lab, email: lab@example.org}
consent: {text: consent.md, clauses: [{id: take_part, text: Yes.}]}
conditions: [{id: adrift, label: Adrift}, {id: harbour, label: Harbour}, {id: reunited, label: Reunited}]
allocation: {method: blocks, sizes: [3]}
journey:
  - {ask: mood, occasion: before}
  - allocate
  - {ask: mood, occasion: after}
  - {ask: mood, occasion: after20}
  - {ask: mood, occasion: after90}
  - {show: consent.md, id: thanks}
outcomes:
  - {id: negative, label: Negative mood, score: mood.negative, occasions: [before, after, after20, after90]}
"""
MOOD = """
instrument: mood
title: Mood
licence: CC0-1.0
responses: {felt: {kind: slider, from: 0, to: 100, ends: [Not at all, Extremely]}}
items:
  - {id: sad, text: Sad, kind: felt}
  - {id: tense, text: Tense, kind: felt}
  - {id: irritated, text: Irritated, kind: felt}
  - {id: lonely, text: Lonely, kind: felt}
scores: {negative: {mean: [sad, tense, irritated, lonely], answered: 0.75, better: lower}}
"""


@pytest.fixture
def negative(db: None) -> dict[str, Any]:
    """The outcome as the document has it."""
    texts = {"protocol.yaml": PROTOCOL, "instruments/mood.yaml": MOOD, "consent.md": "Yes."}
    version = publish(Folder(texts), by=None, at=NOON)
    rows = defaultdict(list)
    with (HERE / "simulated_study.csv").open() as file:
        for row in csv.DictReader(file):
            rows[row["id"], row["arm"]].append(row)
    for (_, arm), answers in rows.items():
        answer(begin(version, condition=arm), answers)
    score_new_responses(NOON)
    outcome: dict[str, Any] = computed(version.study, now=NOON)["outcomes"][0]
    return outcome


def answer(person: Participant, rows: list[dict[str, str]]) -> None:
    """What somebody of the file answered; occasions without a single answer were never reached."""
    for row in rows:
        values = [None if row[item] in ("", "NA") else float(row[item]) for item in ITEMS]
        if any(value is not None for value in values):
            Response.objects.create(
                participant=person, step=f"mood.{row['occasion']}", page=0, answers=values, shown_at=NOON, at=NOON
            )


def test_every_cell_is_r_s(negative: dict[str, Any]) -> None:
    assert len(negative["cells"]) == len(R["cells"]) == 12
    for cell in negative["cells"]:
        expected = R["cells"][f"{cell['condition']}.{cell['occasion']}"]
        assert cell["n"] == expected["n"]
        assert cell["n"] + cell["missing"] == 40
        for name in ("mean", "sd", "median"):
            assert cell[name] == pytest.approx(expected[name], rel=1e-8)
        assert cell["se"] == pytest.approx(expected["sd"] / sqrt(expected["n"]), rel=1e-8)


def test_every_change_is_r_s(negative: dict[str, Any]) -> None:
    assert [change["from"] for change in negative["changes"]] == ["before"] * 9
    for change in negative["changes"]:
        expected = R["changes"][change["to"]][change["condition"]]
        assert change["n"] == expected["n"]
        for name in ("mean", "sd", "t", "df", "p", "dz", "d_av", "g_av"):
            assert change[name] == pytest.approx(expected[name], rel=1e-8)
        # The interval is the mean ± t standard errors, and R's t is the mean in standard errors.
        reach = t_quantile(0.975, expected["n"] - 1) * expected["mean"] / expected["t"]
        assert change["ci95"] == pytest.approx([expected["mean"] - reach, expected["mean"] + reach], rel=1e-8)
        assert change["dz_ci95"] == pytest.approx(expected["dz_ci95"], rel=1e-6)
        assert change["d_av_ci95"] == pytest.approx(expected["d_av_ci95_bonett"], rel=1e-8)


def test_reliable_change_is_r_s(negative: dict[str, Any]) -> None:
    for change in negative["changes"]:
        expected = R["reliable_change"][change["to"]]
        assert change["criterion"] == pytest.approx(expected["cut"], rel=1e-8)
        counts = expected["counts"][change["condition"]]
        assert {name: change[name] for name in counts} == counts


def test_the_analysis_of_covariance_is_r_s(negative: dict[str, Any]) -> None:
    for ancova in negative["ancova"]:
        expected = R["ancova"][ancova["occasion"]]
        for name in ("n", "F", "df1", "df2", "p", "partial_eta_squared"):
            assert ancova[name] == pytest.approx(expected[name], rel=1e-8)
        adjusted = {each["condition"]: (each["mean"], each["se"]) for each in ancova["adjusted_means"]}
        assert adjusted == {
            each["arm"]: pytest.approx((each["emmean"], each["SE"]), rel=1e-8) for each in expected["adjusted_means"]
        }


def test_reliability_is_r_s(negative: dict[str, Any]) -> None:
    for each in negative["reliability"]:
        expected = R["reliability"][each["occasion"]]
        assert (each["n"], each["items"]) == (expected["n"], 4)
        assert each["alpha"] == pytest.approx(expected["alpha"], rel=1e-8)
        # R's optimiser stops a little earlier than ours.
        assert each["omega"] == pytest.approx(expected["omega_total_one_factor_ml"], rel=1e-7)
