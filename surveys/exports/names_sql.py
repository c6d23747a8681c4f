"""What the names of a study's expressions stand for, as expressions of PostgreSQL: jsonb, null while unknown."""

from collections.abc import Iterator

from surveys.exports.layers import Layers
from surveys.exports.literal import json_literal, literal
from surveys.exports.pages import Pages, Published
from surveys.exports.score_cells import score_cells
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Item
from surveys.protocols.definition import Film, Step
from surveys.protocols.design import Arm

UNKNOWN = "NULL::jsonb"


class NamesSql:
    """The names of one version."""

    def __init__(self, version: Published, pages: Pages, layers: Layers) -> None:
        self.version, self.pages, self.layers = version, pages, layers

    def get(self, name: str, /) -> str:
        """The name's value; see surveys/participation/known.py, which does the same for one person."""
        if name.endswith(")"):
            return self.over(*name[:-1].split("(", 1))
        step_id, _, key = name.rpartition(".")
        if step_id == "consent":
            return f"to_jsonb(COALESCE(jsonb_exists(clauses, {literal(key)}), false))"
        if step_id == "condition":
            return self.of_condition(key)
        if step_id == "factor":
            return self.level_of(key)
        step = self.version.definition.step(step_id)
        if isinstance(step, Film):
            return self.of_film(step, key)
        instrument = self.version.instrument(step) if step is not None else None
        return self.of_instrument(step, instrument, key) if step is not None and instrument is not None else UNKNOWN

    def over(self, function: str, name: str) -> str:
        """What the answered values of a repeated name say together, in the order in which they were given."""
        base, _, key = name.rpartition(".")
        steps = self.version.definition.steps_by_base.get(base, ())
        sent = {step.id: self.pages.first("t", self.version, step) for step in steps}
        rows = ", ".join(f"({self.get(f'{step}.{key}')}, {at})" for step, at in sent.items())
        if not rows:
            return UNKNOWN
        what = {"count": "to_jsonb(count(*))", "mean": "to_jsonb(avg(v::text::float8))"}.get(function, "v")
        last = {"first": " ORDER BY t LIMIT 1", "last": " ORDER BY t DESC LIMIT 1"}.get(function, "")
        return f"(SELECT {what} FROM (VALUES {rows}) AS s(v, t) WHERE v IS NOT NULL{last})"  # noqa: S608

    def of_condition(self, key: str) -> str:
        """The condition's id, label in the person's language, or a setting."""
        cases = []
        for arm in self.version.definition.conditions:
            for language, value in said(arm, key).items():
                also = f" AND language = {literal(language)}" if language else ""
                cases.append(f"WHEN condition = {literal(arm.id)}{also} THEN {json_literal(value)}")
        cases += self.set_by_levels(key)
        return f"CASE {' '.join(cases)} END" if cases else UNKNOWN

    def set_by_levels(self, key: str) -> Iterator[str]:
        """What the levels set of people who have no condition yet."""
        for factor, levels in self.version.definition.factors.items():
            for level, settings in levels.items():
                if key in settings:
                    so_far = f"condition = '' AND levels ->> {literal(factor)} = {literal(level)}"
                    yield f"WHEN {so_far} THEN {json_literal(settings[key])}"

    def level_of(self, factor: str) -> str:
        """The level of a factor."""
        return f"to_jsonb({level_sql(self.version, factor)})"

    def of_film(self, step: Film, key: str) -> str:
        """Coverage (0 to 1), or evidence."""
        answers = f"a{self.pages.of(step.id, 0)}"
        return f"({answers}->0)" if key == "coverage" else f"to_jsonb(({answers}->>1)::int <> 0)"

    def of_instrument(self, step: Step, instrument: Instrument, key: str) -> str:
        """An item's value or a score."""
        item, rule = instrument.item(key), instrument.score(key)
        if item is not None:
            slot, position = self.pages.place(self.version, step, item)
            return value_of(item, f"a{slot}->{position}")
        grid = instrument.grid(key)
        if grid is not None:
            slot, position = self.pages.place(self.version, step, grid)
            return value_of(grid, f"a{slot}->{position}->{grid.columns.index(key)}")
        if rule is None:
            return UNKNOWN
        return f"to_jsonb({score_cells(self.version, step, rule, self.pages, self.layers).value})"


def level_sql(version: Published, factor: str) -> str:
    """A factor's level as text: that of the condition, or the one that was allocated by itself; null before."""
    cases = [
        f"WHEN {literal(arm.id)} THEN {literal(arm.levels[factor])}"
        for arm in version.definition.conditions
        if factor in arm.levels
    ]
    return f"CASE condition {' '.join(cases)} ELSE levels ->> {literal(factor)} END" if cases else "NULL::text"


def said(arm: Arm, key: str) -> dict[str, str]:
    """What a condition says under a key, by language; "" is any."""
    if key == "label":
        return dict(arm.label)
    value = arm.id if key == "id" else arm.settings.get(key)
    return {"": value} if value is not None else {}


def value_of(item: Item, found: str) -> str:
    """An item's value, null for each gap; of a choice without the words of one's own."""
    value = f"({found}->0)" if isinstance(item, Choice) and not isinstance(item, Choices) else f"({found})"
    other = f"WHEN 'array' THEN {value}" if value != f"({found})" else ""
    return f"CASE jsonb_typeof({found}) WHEN 'object' THEN NULL WHEN 'null' THEN NULL {other} ELSE {found} END"
