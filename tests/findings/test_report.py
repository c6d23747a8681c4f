"""The findings document: DESIGN's keys, null with a reason, people who left."""

import json
from typing import Any

from surveys.enrolment.models import Participant
from surveys.enrolment.withdraw import withdraw
from surveys.findings.findings import computed
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Version
from tests.findings.people import NOON, begin, feel, send


def document(version: Version, **more: Any) -> dict[str, Any]:
    score_new_responses(NOON)
    return computed(version.study, now=NOON, **more)


def cell(part: dict[str, Any], occasion: str, **by: str) -> dict[str, Any]:
    return next(
        each for each in part["cells"] if each["occasion"] == occasion and all(each[key] == by[key] for key in by)
    )


def test_it_has_the_keys_of_the_contract(moods: Version) -> None:
    found = document(moods)

    assert list(found) == [
        "study", "versions", "computed_at", "n_participants", "enrolment", "conditions", "outcomes", "groups", "flow",
    ]  # fmt: skip
    assert list(found["enrolment"]) == ["started", "declined", "under_age", "screened_out", "consented"]
    assert list(found["conditions"][0]) == ["id", "label", "allocated"]
    outcome = found["outcomes"][0]
    assert list(outcome) == ["id", "label", "better", "cells", "changes", "ancova", "reliability"]
    assert list(outcome["cells"][0]) == [
        "condition", "occasion", "n", "missing", "mean", "sd", "se", "ci95", "median", "min", "max", "reason",
    ]  # fmt: skip
    assert list(outcome["changes"][0]) == [
        "condition", "from", "to", "n", "mean", "sd", "ci95", "t", "df", "p", "dz", "dz_ci95", "d_av", "d_av_ci95",
        "g_av", "g_av_ci95", "improved", "unchanged", "worsened", "criterion", "reason",
    ]  # fmt: skip
    assert list(outcome["ancova"][0]) == [
        "occasion", "covariate", "n", "F", "df1", "df2", "p", "partial_eta_squared", "adjusted_means", "reason",
    ]  # fmt: skip
    assert list(outcome["ancova"][0]["adjusted_means"][0]) == ["condition", "mean", "se"]
    assert list(outcome["reliability"][0]) == ["occasion", "alpha", "omega", "items", "n", "reason"]
    assert list(found["groups"][0]) == ["id", "label", "observational", "levels", "outcomes"]
    assert list(found["groups"][0]["levels"][0]) == ["condition", "n", "yes", "no", "unknown"]
    assert next(iter(found["groups"][0]["outcomes"][0]["cells"][0])) == "group"
    assert list(found["flow"][0]) == [
        "condition", "allocated", "reached", "completed", "stopped", "withdrawn", "analysed",
    ]  # fmt: skip


def test_an_empty_study_is_all_null_with_reasons(moods: Version) -> None:
    found = document(moods)

    for one in found["outcomes"][0]["cells"]:
        assert (one["n"], one["mean"], one["sd"], one["ci95"], one["median"]) == (0, None, None, None, None)
        assert one["reason"] == "There is no value yet."
    json.dumps(found, allow_nan=False)


def test_one_person_has_a_mean_but_no_spread(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)

    one = cell(document(moods)["outcomes"][1], "before", condition="warm")

    assert (one["n"], one["mean"], one["median"], one["sd"], one["ci95"]) == (1, 10, 10, None, None)
    assert one["reason"] == "One value has no spread; two are needed."


def test_equal_values_have_no_interval(moods: Version) -> None:
    for _ in range(3):
        feel(begin(moods, condition="warm"), "before", 33.3, 20, 30)

    one = cell(document(moods)["outcomes"][1], "before", condition="warm")

    assert (one["mean"], one["sd"], one["se"], one["ci95"]) == (33.3, 0, 0, None)
    assert one["reason"] == "All values are equal, so there is no interval."


def test_missing_are_those_of_the_condition_without_a_score(moods: Version) -> None:
    for answers in ([10, 20, 30], [None, None, 30], None):
        person = begin(moods, condition="cold")
        if answers:
            feel(person, "before", *answers)

    one = cell(document(moods)["outcomes"][0], "before", condition="cold")

    assert (one["n"], one["missing"]) == (1, 2)


def test_changes_are_of_people_who_have_both(moods: Version) -> None:
    for before, after in [(10, 40), (20, 30), (30, None)]:
        person = begin(moods, condition="warm")
        feel(person, "before", before, 50, 50)
        if after is not None:
            feel(person, "after", after, 50, 50)

    change = document(moods)["outcomes"][1]["changes"][0]

    assert (change["from"], change["to"], change["n"], change["mean"]) == ("before", "after", 2, 20)


def test_an_observed_group_leaves_out_whom_it_does_not_concern_and_who_is_unknown(moods: Version) -> None:
    for condition, level in [("warm", 3), ("warm", 0), ("warm", None), ("cold", 4)]:
        person = begin(moods, condition=condition)
        feel(person, "before", 10, 20, 30)
        send(person, "tears", [level])

    group = document(moods)["groups"][0]

    assert (group["id"], group["label"], group["observational"]) == ("cried", "Cried", True)
    counts = {one["group"]: one["n"] for one in group["outcomes"][0]["cells"] if one["occasion"] == "before"}
    assert counts == {"Did not cry": 1, "Cried": 1}


def test_the_flow_keeps_those_who_left_and_the_rest_forgets_them(moods: Version) -> None:
    stays, leaves = begin(moods, condition="warm"), begin(moods, condition="warm")
    for person in (stays, leaves):
        send(person, "about", [30])
        feel(person, "before", 10, 20, 30)
        feel(person, "after", 10, 20, 30)
    Participant.objects.filter(pk=stays.pk).update(stopped_at=NOON)
    withdraw(leaves.pk, reached="tears", mode="deleted", at=NOON)

    found = document(moods)

    flow = found["flow"][0]
    assert (flow["allocated"], flow["stopped"], flow["withdrawn"], flow["completed"]) == (2, 1, 1, 0)
    assert flow["reached"] == {
        "about": 2, "feel.before": 2, "feel.after": 2, "tears": 0, "feel.later": 0, "thanks": 0,
    }  # fmt: skip
    assert found["n_participants"] == 1
    assert found["enrolment"]["consented"] == 2
    assert cell(found["outcomes"][0], "before", condition="warm")["n"] == 1


def test_whoever_completed_reached_the_last_page_though_it_has_no_answer(moods: Version) -> None:
    person = begin(moods, condition="warm")
    send(person, "about", [30])
    Participant.objects.filter(pk=person.pk).update(completed_at=NOON)

    flow = document(moods)["flow"][0]

    assert (flow["completed"], flow["reached"]["thanks"], flow["reached"]["tears"]) == (1, 1, 0)


def test_enrolment_counts_how_people_came_in(moods: Version) -> None:
    begin(moods, consented=False)
    for mode in ("declined", "declined", "under_age", "screened_out", "lapsed"):
        consented = mode == "screened_out"
        withdraw(begin(moods, consented=consented).pk, reached="consent", mode=mode, at=NOON)

    assert document(moods)["enrolment"] == {
        "started": 6, "declined": 2, "under_age": 1, "screened_out": 1, "consented": 1,
    }  # fmt: skip


def test_analysed_are_those_with_a_score_at_the_primary_occasion(moods: Version) -> None:
    for occasion in ("before", "later", "later"):
        feel(begin(moods, condition="cold"), occasion, 10, 20, 30)

    assert document(moods)["flow"][1]["analysed"] == 2


def test_simulated_people_are_never_in_it(moods: Version) -> None:
    feel(begin(moods, condition="warm", origin="simulated"), "before", 10, 20, 30)

    assert document(moods)["n_participants"] == 0
    assert document(moods, origin="simulated")["n_participants"] == 1
