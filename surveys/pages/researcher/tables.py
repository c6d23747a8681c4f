"""Findings as tables of words, ready to be printed: templates do no arithmetic."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from surveys.findings.charts.arms import Arms, Part
from surveys.findings.report import Document
from surveys.pages.researcher.numbers import (
    NONE,
    f_test,
    interval,
    number,
    p_value,
    share_of,
    t_test,
    unit,
    with_interval,
)

FIGURE = "number"
WORDS = ""
CAME = {
    "started": "Started",
    "declined": "Declined",
    "under_age": "Under age",
    "consented": "Consented",
    "screened_out": "Screened out",
}
CHANGES_NOTE = "Later minus earlier, in people who answered both times. dz: change in its own standard deviations. g_av: change in the mean standard deviation of both times, corrected for small samples."  # noqa: E501

INTERIM = " p-values are interim."


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and how."""

    text: str
    css: str


@dataclass(frozen=True)
class Block:
    """The rows of one condition or level."""

    label: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """A table; `kind` is what its file is called, heads are the columns after the first one."""

    kind: str
    caption: str
    note: str
    first: str
    heads: Sequence[Cell]
    blocks: Sequence[Block]
    # The first head's column holds names of rows that don't stand in blocks.
    observed: bool = field(default=False)


def table(
    kind: str,
    caption: str,
    heads: Sequence[tuple[str, str]],
    parts: Sequence[Part],
    row: Callable[[Part], Sequence[str]],
    arms: Arms,
    note: str = "",
) -> Table:
    """Parts in blocks by condition or level; a column of reasons where something is null."""
    reasons = any(part.get("reason") for part in parts)
    columns = [Cell(*head) for head in heads] + ([Cell("Why not", "why")] if reasons else [])

    def cells(part: Part) -> list[Cell]:
        words = [*row(part), *([part.get("reason", "")] if reasons else [])]
        return [Cell(text, column.css) for text, column in zip(words, columns, strict=True)]

    blocks = [
        Block(arms.label(name), [cells(part) for part in parts if part[arms.by] == name]) for name in arms.names(parts)
    ]
    return Table(
        kind, caption, note, "Level" if arms.group else "Condition", columns, blocks, observed=bool(arms.group)
    )


def cells_table(outcome: Part, arms: Arms) -> Table:
    """The figures of each occasion."""
    heads = [("Occasion", WORDS), *((head, FIGURE) for head in ("n", "Missing", "Mean", "SD", "95 % CI"))]
    heads += [("Median", FIGURE), ("Least to most", FIGURE)]
    note = "SD: standard deviation (n − 1). CI: confidence interval of the mean."
    return table("course", f"{outcome['label']}{beside(arms)}", heads, outcome["cells"], cell_row, arms, note)


def cell_row(cell: Part) -> Sequence[str]:
    """One occasion in words."""
    return (
        cell["occasion"], str(cell["n"]), str(cell["missing"]), number(cell["mean"]), number(cell["sd"]),
        interval(cell["ci95"]), number(cell["median"]),
        f"{number(cell['min'])} to {number(cell['max'])}" if cell["n"] else NONE,
    )  # fmt: skip


def changes_table(outcome: Part, arms: Arms, *, interim: bool) -> Table:
    """The changes since the first occasion, with their tests."""
    heads = [("From → to", "step")]
    named = ("n of pairs", "Mean change", "SD", "95 % CI", "t(df)", p_head(interim), "dz [95 % CI]", "g_av [95 % CI]")
    heads += [(head, FIGURE) for head in named]
    caption = f"Change in {outcome['label']}{beside(arms)}"
    note = f"{CHANGES_NOTE}{INTERIM if interim else ''}"
    return table("changes", caption, heads, outcome["changes"], change_row, arms, note)


def step(change: Part) -> str:
    """From when to when."""
    return f"{change['from']} → {change['to']}"


def change_row(change: Part) -> Sequence[str]:
    """One change in words, with its sign."""
    return (
        step(change), str(change["n"]), number(change["mean"], sign="+"), number(change["sd"]),
        interval(change["ci95"], sign="+"), t_test(change.get("t"), change.get("df")), p_value(change.get("p")),
        with_interval(change.get("dz"), change.get("dz_ci95")),
        with_interval(change.get("g_av"), change.get("g_av_ci95")),
    )  # fmt: skip


def improved_table(outcome: Part, arms: Arms) -> Table | None:
    """How many got better, stayed about the same or got worse; None where the document doesn't know of it."""
    parts = [part for part in outcome["changes"] if "improved" in part]
    if not parts:
        return None
    heads = [("From → to", "step")]
    heads += [(head, FIGURE) for head in ("n of pairs", "Better", "About the same", "Worse", "From how many points on")]
    caption = f"Better or worse: {outcome['label']}{beside(arms)}"
    note = "People (share) [95 % Wilson interval in per cent]. Better or worse means changed by at least the points in the last column: the protocol's threshold, or what can't be a mere error of measurement (reliable change: 1.96 · √2 · SD · √(1 − α) of the first occasion)."  # noqa: E501
    return table("improved", caption, heads, parts, improved_row, arms, note)


def improved_row(change: Part) -> Sequence[str]:
    """One change's people in words."""
    shares = (share_of(change[way], change["n"]) for way in ("improved", "unchanged", "worsened"))
    return (step(change), str(change["n"]), *shares, number(change["criterion"]))


def ancova_table(outcome: Part, arms: Arms, *, interim: bool) -> Table | None:
    """The later values by arm, adjusted for the first one; None where the document has none."""
    parts: Sequence[Part] = outcome.get("ancova") or ()
    if not parts:
        return None
    names = dict.fromkeys(mean[arms.by] for part in parts for mean in part["adjusted_means"])
    heads = [(head, FIGURE) for head in ("n", "F(df, df)", p_head(interim), "Partial η²")]
    heads += [(f"{arms.label(name)}: adjusted mean (SE)", FIGURE) for name in names]
    observed = " A sensitivity analysis only: groups that were observed may differ at the start for reasons that adjusting doesn't mend."  # noqa: E501
    note = f"Analysis of covariance: with {parts[0]['covariate']} as covariate, in people who answered both times. Adjusted means hold for the covariate's overall mean.{observed if arms.group else ''}{INTERIM if interim else ''}"  # noqa: E501
    caption = f"{outcome['label']}{beside(arms)}, adjusted for the start"
    return rows_table("ancova", caption, heads, parts, ancova_row, note, observed=bool(arms.group))


def ancova_row(part: Part) -> Sequence[str]:
    """One occasion's analysis in words."""
    means = (
        f"{number(mean['mean'])} ({number(mean['se'])})" if mean["mean"] is not None else NONE
        for mean in part["adjusted_means"]
    )  # fmt: skip
    test = f_test(part["F"], part["df1"], part["df2"])
    return (part["occasion"], str(part["n"]), test, p_value(part["p"]), unit(part["partial_eta_squared"]), *means)


def reliability_table(outcome: Part, arms: Arms) -> Table | None:
    """How well a score's items go together; None for what has no items."""
    parts: Sequence[Part] = outcome.get("reliability") or ()
    heads = [(head, FIGURE) for head in ("Cronbach's α", "McDonald's ω", "Items", "n")]
    caption = f"Reliability of {outcome['label']}{beside(arms)}"
    note = "In people who answered all the items, all conditions together. ω total: one factor, by maximum likelihood."
    if not parts:
        return None
    return rows_table("reliability", caption, heads, parts, reliability_row, note, observed=bool(arms.group))


def reliability_row(part: Part) -> Sequence[str]:
    """One occasion in words."""
    return (part["occasion"], unit(part["alpha"]), unit(part.get("omega")), str(part["items"]), str(part["n"]))


def levels_table(group: Part, arms: Arms) -> Table:
    """Who is in a group, by condition."""
    heads = [(head, FIGURE) for head in ("n", "In the group", "Not in it", "Not known")]
    note = "People (share of those of whom it is known) [95 % Wilson interval in per cent]. Conditions that the group doesn't concern have none."  # noqa: E501

    def row(part: Part) -> Sequence[str]:
        known = part["yes"] + part["no"]
        shares = (share_of(part[way], known) for way in ("yes", "no"))
        return (arms.label(part["condition"]), str(part["n"]), *shares, str(part["unknown"]))

    caption = f"{group['label']}, by condition"
    return rows_table("levels", caption, heads, group.get("levels", ()), row, note, "Condition", observed=True)


def flow_table(document: Document, arms: Arms, steps: Sequence[str]) -> Table:
    """The flow with a column for each condition: what people did in the order of the journey."""
    flow: Sequence[Part] = document["flow"]
    lines = [("Allocated", [each["allocated"] for each in flow])]
    # A step of a version that came after the document was stored is in the next one.
    lines += [(f"Sent {step}", [each["reached"].get(step, 0) for each in flow]) for step in steps]
    ends = {"completed": "Reached the end", "stopped": "Stopped, answers kept", "withdrawn": "Left, answers deleted"}
    lines += [(said, [each[key] for each in flow]) for key, said in (ends | {"analysed": "Analysed"}).items()]
    came = {said: document["enrolment"][key] for key, said in CAME.items()}
    first = [([said, *("" for _ in flow), str(count)]) for said, count in came.items()]
    rows = [*first, *([said, *map(str, counts), str(sum(counts))] for said, counts in lines)]
    heads = [Cell(arms.label(each["condition"]), FIGURE) for each in flow] + [Cell("All", FIGURE)]
    note = "Those who left and had their answers deleted are counted up to where they left."
    blocks = [Block(row[0], [[Cell(text, FIGURE) for text in row[1:]]]) for row in rows]
    return Table("flow", "How far people came", note, "People", heads, blocks)


def rows_table(
    kind: str,
    caption: str,
    heads: Sequence[tuple[str, str]],
    parts: Iterable[Part],
    row: Callable[[Part], Sequence[str]],
    note: str,
    first: str = "Occasion",
    *,
    observed: bool = False,
) -> Table:
    """A table with a named row for each part; a column of reasons where something is null."""
    parts = list(parts)
    reasons = any(part.get("reason") for part in parts)
    columns = [Cell(*head) for head in heads] + ([Cell("Why not", "why")] if reasons else [])
    blocks = []
    for part in parts:
        name, *words = row(part)
        words += [part.get("reason", "")] if reasons else []
        cells = [Cell(text, column.css) for text, column in zip(words, columns, strict=True)]
        blocks.append(Block(name, [cells]))
    return Table(kind, caption, note, first, columns, blocks, observed)


def beside(arms: Arms) -> str:
    """What a caption says of a group."""
    return f", {arms.group}" if arms.group else ""


def p_head(interim: bool) -> str:
    """The head of p-values: while people still come, each is one look among several."""
    return "p (interim)" if interim else "p"
