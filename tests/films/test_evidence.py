import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.films.evidence import Batch, EvidenceError, batch_from, read_evidence

GOOD = {
    "step": "film::0",
    "load": "k3_-x",
    "seq": 2,
    "sent": 5000.5,
    "intervals": [[0, 4.5, 100, 4600]],
    "events": [[100, "play", 0]],
}


def test_a_report_is_read_into_a_batch():
    step, batch = read_evidence(json.dumps(GOOD).encode(), at=7.0)

    assert step == "film::0"
    assert batch == Batch("k3_-x", 2, 5000.5, ((0.0, 4.5, 100.0, 4600.0),), ((100.0, "play", 0.0),), 7.0)


def test_a_stored_row_gives_the_batch_that_was_read():
    _, batch = read_evidence(json.dumps(GOOD).encode(), at=7.0)

    assert batch_from("k3_-x", 2, 5000.5, GOOD["intervals"], GOOD["events"], at=7.0) == batch


@pytest.mark.parametrize(
    "fault",
    [
        {"step": None},
        {"step": "film\x00"},
        {"step": "x" * 200},
        {"load": ""},
        {"load": "x" * 33},
        {"load": "a b"},
        {"seq": -1},
        {"seq": True},
        {"seq": 1.5},
        {"sent": "5"},
        {"sent": float("nan")},
        {"sent": 10**400},
        {"intervals": {}},
        {"intervals": [[0, 1, 2]]},
        {"intervals": [[0, 1, 2, None]]},
        {"intervals": [[0, float("inf"), 2, 3]]},
        {"intervals": [[0, 1, 2, 3]] * 501},
        {"events": [[0, "explode", 0]]},
        {"events": [[0, ["play"], 0]]},
        {"events": ["play"]},
    ],
)
def test_a_faulty_report_is_refused_with_a_sentence(fault):
    with pytest.raises(EvidenceError, match=r"\.$"):
        read_evidence(json.dumps(GOOD | fault).encode(), at=7.0)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"{", b"[" * 60_000, b" " * 70_000])
def test_what_is_no_report_is_refused(body):
    with pytest.raises(EvidenceError):
        read_evidence(body, at=7.0)


@given(
    st.binary(max_size=300)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_any_bytes_give_a_batch_or_a_sentence(body):
    with pytest.raises(EvidenceError):
        read_evidence(body, at=7.0)
