"""Every instrument that is shipped reads without a fault, can be scored, and gives columns that fit."""

from pathlib import Path

import pytest

from surveys.instruments import document
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.instruments.items import Item, Scale, Slider
from surveys.instruments.scoring import score
from surveys.instruments.skeleton import filled, is_skeleton

HERE = Path(document.__file__).parent
FILES = sorted(HERE.glob("library/*.yaml")) + sorted((HERE.parent / "protocols/examples").glob("*/instruments/*.yaml"))

SKELETONS = (
    *("panas", "i_panas_sf", "stai_s", "phq9", "phq8", "phq2", "gad7", "gad2", "phq4", "erq", "ecr_rs", "rrs10"),
    *("bacs", "ipip25"),
)


def read(path: Path) -> Instrument:
    """An instrument; of a skeleton, as it will be when somebody has filled it in."""
    node = document.read_document(path.read_text(encoding="utf-8"), path.name, [])
    node = filled(node) if is_skeleton(node) else node
    instrument = read_instrument(node, ["en"])
    assert [str(fault) for fault in node.faults] == []
    return instrument


def ends(item: Item) -> tuple[float, float]:
    if isinstance(item, Scale | Slider):
        return item.low, item.high
    values = [option.value for option in getattr(item, "options", ())]
    return min(values), max(values)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_there_is_a_library() -> None:
    assert len(SKELETONS) == 14
    assert len([path for path in FILES if path.parent.name == "library" and path.stem not in SKELETONS]) > 20


def test_it_reads_without_a_fault_under_its_own_name(path: Path) -> None:
    assert read(path).id == path.stem


def test_it_says_whose_words_it_uses(path: Path) -> None:
    instrument = read(path)

    assert instrument.citation
    assert instrument.licence
    assert bool(instrument.holder) == bool(instrument.source) == (path.stem in SKELETONS)


def test_skeletons_ship_no_texts_and_all_others_do(path: Path) -> None:
    node = document.read_document(path.read_text(encoding="utf-8"), path.name, [])
    open_texts = [item["text"] is None for item in node.value["items"]]

    assert all(open_texts) == any(open_texts) == is_skeleton(node) == (path.stem in SKELETONS)


def test_it_begins_with_what_it_is(path: Path) -> None:
    if path.parent.name == "library":
        assert path.read_text(encoding="utf-8").startswith("# ")


def test_each_score_is_there_when_all_is_answered_and_lies_within_its_ends(path: Path) -> None:
    instrument = read(path)
    for rule in instrument.scores:
        items = [item for item in instrument.items if item.id in rule.items]
        for pick in (min, max):
            scored = score(rule, {item.id: pick(ends(item)) for item in items})
            low = sum(ends(item)[0] for item in items) / (len(items) if rule.method == "mean" else 1)
            high = sum(ends(item)[1] for item in items) / (len(items) if rule.method == "mean" else 1)
            assert scored.value is not None
            assert low * rule.multiply + rule.add <= scored.value <= high * rule.multiply + rule.add
            assert not scored.prorated


def test_no_score_forgives_more_than_half(path: Path) -> None:
    for rule in read(path).scores:
        half = dict.fromkeys(rule.items[: len(rule.items) // 2], 1.0)

        assert score(rule, half).value is None or len(half) * 2 >= len(rule.items)


def test_its_columns_leave_room_for_an_occasion(path: Path) -> None:
    instrument = read(path)
    names = [name for item in instrument.items for name in item.columns] + [rule.id for rule in instrument.scores]

    assert len({name.lower() for name in names}) == len(names)
    assert all(len(f"{instrument.id}_{name}") <= 32 for name in names)
