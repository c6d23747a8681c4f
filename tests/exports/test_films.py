"""How films were watched, in the wide file and in files on the film's clock."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveys.enrolment.models import Tombstone
from surveys.enrolment.withdraw import withdraw
from surveys.exports.exposures import KINDS
from surveys.exports.film_facts import FACTS
from surveys.films.verdict import VERDICTS
from surveys.films.watched import watched
from surveys.participation.models import Viewing
from surveys.participation.viewings import derive_viewings
from surveys.protocols.columns import LONGEST, OF_FILM, OF_MARKER
from surveys.protocols.models import Version
from tests.exports.reading import Row, exported, header, read_csv, wide
from tests.films.batches import LOADED, a_play_through, batch
from tests.participation.films import Viewer, long_film
from tests.protocols.small import changed, faults_of

END = LOADED + 62.0
SOON = datetime.fromtimestamp(END + 5, UTC)
TOLD = (
    (100.0, "soundcheck", 0.0, 1.0),
    (200.0, "rendition", 0.0, 480.0),
    (3000.0, "muted", 2.0),
    (5000.0, "unmuted", 4.0),
    (7000.0, "hidden", 6.0),
    (9500.0, "visible", 8.5),
    (10_000.0, "stall", 9.0),
    (10_500.0, "play", 9.0),
    (12_000.0, "seek", 11.0),
    (12_100.0, "rate", 11.0, 2.0),
    (29_500.0, "marker", 23.5),
    (14_000.0, "marker", 13.0),
)
CLOCK = ("exposure.csv", "trace.csv", "markers.csv")


@pytest.fixture
def study(db: None, settings: object, tmp_path: Path) -> Version:
    """A study of one film of 52 seconds, with a slider and a marker."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return long_film(tmp_path)


def seen(study: Version) -> Viewer:
    """Somebody who saw the film."""
    viewer = Viewer(study)
    viewer.report([*a_play_through(), batch((), TOLD, ((4.0, 71.5, 5000.0),), seq=40)])
    viewer.send(at=END)
    derive_viewings(at=SOON)
    return viewer


def on_the_clock(study: Version, name: str) -> list[list[str]]:
    """The lines of a file without who it is."""
    return [list(line.values())[5:] for line in read_csv(exported(study.study)[name])]


def facts(line: Row) -> dict[str, str]:
    """The film's columns."""
    return {name.removeprefix("film_"): value for name, value in line.items() if name.startswith("film_")}


def test_all_that_is_known_of_a_film_stands_beside_a_persons_answers(study: Version) -> None:
    seen(study)
    length = Viewing.objects.get().duration_s

    found = facts(wide(study.study)[0])

    assert float(found["coverage"]) == float(found["played"]) == pytest.approx(50 / length, abs=1e-4)
    assert {name: found[name] for name in ("evidence", "verdict", "refused", "sound", "height")} == {
        "evidence": "1", "verdict": "seen", "refused": "0", "sound": "1", "height": "480"
    }  # fmt: skip
    assert [float(found[name]) for name in ("stall_s", "pause_s", "hidden_s", "muted_s")] == [0.5, 10.0, 2.5, 2.0]
    assert [found[name] for name in ("pauses", "seeks", "rates", "markers", "marker_s")] == ["2", "1", "1", "2", "13.0"]
    assert float(found["gap_s"]) == pytest.approx(length - 50, abs=1e-3)


def test_who_did_not_see_it_has_gaps_and_who_had_no_script_has_no_evidence(study: Version) -> None:
    Viewer(study)
    Viewer(study).send(at=END)

    never, silent = (facts(line) for line in wide(study.study))

    assert {never[name] for name in (*OF_FILM, *OF_MARKER)} == {"[not shown]"}
    assert (silent["coverage"], silent["evidence"], silent["verdict"]) == ("0.0", "0", "no_evidence")
    assert {silent[name] for name in OF_FILM[3:]} == {""}


def test_evidence_that_is_just_being_worked_out_is_not_called_none(study: Version) -> None:
    viewer = Viewer(study)
    viewer.report(a_play_through())
    viewer.send(at=END)

    assert facts(wide(study.study)[0])["verdict"] == ""
    derive_viewings(at=SOON)
    assert facts(wide(study.study)[0])["verdict"] == "seen", "control"


def test_stretches_and_stops_stand_on_the_films_clock(study: Version) -> None:
    seen(study)

    assert on_the_clock(study, "exposure.csv") == [
        ["film", "", "played", "0.0", "50.0", "50.000"],
        ["film", "", "muted", "2.0", "4.0", "2.000"],
        ["film", "", "hidden", "6.0", "8.5", "2.500"],
        ["film", "", "stalled", "9.0", "9.0", "0.5"],
        ["film", "", "paused", "15.0", "15.0", "5.0"],
        ["film", "", "paused", "35.0", "35.0", "5.0"],
    ]


def test_feelings_stand_on_the_films_clock(study: Version) -> None:
    seen(study)

    assert on_the_clock(study, "markers.csv") == [["film", "", "1", "13.0"], ["film", "", "2", "23.5"]]
    trace = on_the_clock(study, "trace.csv")
    assert ["film", "", "4.0", "71.5"] in trace
    assert [float(line[2]) for line in trace] == sorted(float(line[2]) for line in trace)


def test_a_study_without_slider_and_marker_has_no_empty_files(db: None, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    study = long_film(tmp_path, "\n  - film: clip\n    id: film\n  - ask: strain\n")
    seen(study)

    files = exported(study.study)

    assert [name for name in CLOCK if name in files] == ["exposure.csv"]
    assert "film_markers" not in header(files["wide.csv"])
    assert "exposure.csv" in files["README.txt"].decode()
    assert "trace.csv" not in files["README.txt"].decode()


def test_the_long_file_has_a_line_for_each_fact(study: Version) -> None:
    seen(study)

    lines = read_csv(exported(study.study)["long.csv"])

    found = {line["name"]: line["value"] for line in lines if line["kind"] == "film"}
    assert set(found) == {f"film_{name}" for name in (*OF_FILM, *OF_MARKER)}
    assert found["film_verdict"] == "seen"


def test_the_codebook_has_every_column_of_every_file(study: Version) -> None:
    seen(study)

    files = exported(study.study)

    book = read_csv(files["codebook.csv"])
    for name in ("wide.csv", *CLOCK):
        assert [line["name"] for line in book if line["file"] == name] == header(files[name])
    said = {line["name"]: line for line in book if line["file"] == "wide.csv"}
    assert set(VERDICTS) == {each.partition("=")[0] for each in said["film_verdict"]["values"].split("|")}
    assert said["film_stall_s"]["unit"] == "seconds"


def test_everything_that_is_drawn_has_a_meaning(study: Version) -> None:
    assert set(watched([], 10.0).strip) == set(KINDS)
    assert set(FACTS) == {*OF_FILM, *OF_MARKER}


def test_who_left_is_in_no_file(study: Version) -> None:
    left, stays = seen(study), seen(study)
    before = {name: len(on_the_clock(study, name)) for name in CLOCK}

    withdraw(left.participant.pk, reached="film", mode=Tombstone.Mode.DELETED, at=SOON)

    assert {name: len(on_the_clock(study, name)) * 2 for name in CLOCK} == before
    assert Viewing.objects.get().participant_id == stays.participant.pk


def test_people_of_other_origins_are_in_files_of_their_own(study: Version) -> None:
    viewer = seen(study)
    type(viewer.participant).objects.update(origin="test")
    seen(study)

    for origin in ("real", "test"):
        lines = read_csv(exported(study.study, origin=origin)["exposure.csv"])
        assert {line["origin"] for line in lines} == {origin}


def test_a_step_whose_name_is_too_long_for_its_columns_is_told_before() -> None:
    name = "f" * (LONGEST - len("_coverage") + 1)

    faults = faults_of(changed("{film: condition.film,", f"{{film: condition.film, id: {name},"))

    assert any(f"{name}_coverage" in fault and "32 are the most" in fault for fault in faults)
    assert max(map(len, (*OF_FILM, *OF_MARKER))) == len("coverage"), "what was short enough before still is"


def test_the_same_batches_in_another_order_give_the_same_files(study: Version) -> None:
    seen(study)
    other = Viewer(study)
    batches = [*a_play_through(), batch((), TOLD, ((4.0, 71.5, 5000.0),), seq=40)]
    other.report([replace(each, at=each.at + 0.0) for each in reversed(batches)])
    other.send(at=END)
    derive_viewings(at=SOON)

    for name in CLOCK:
        lines = on_the_clock(study, name)
        assert lines[: len(lines) // 2] == lines[len(lines) // 2 :]
