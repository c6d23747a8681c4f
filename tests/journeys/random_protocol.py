"""Random protocols that hold together: any of them can be published, and walked to its end."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from surveys.protocols.documents import Folder

CLIP = Path(__file__).resolve().parent.parent / "studies" / "short"
WORDS = ("glad", "sad", "calm", "tense", "warm", "cold", "bright", "low", "loud", "still")
Tree = dict[str, Any]


def random_protocol(number: int) -> Folder:
    """The folder of a study that follows from a number."""
    return Making(Random(number)).folder()


@dataclass
class Making:
    """One protocol while it grows; `asked` are the numbers that are known by now, each with its highest answer."""

    dice: Random
    instruments: dict[str, Tree] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    # What is surely answered with a choice, for strata.
    chosen: list[str] = field(default_factory=list)
    occasions: int = 0
    ids: int = 0

    def folder(self) -> Folder:
        """All files."""
        for number in range(self.dice.randint(2, 4)):
            self.instruments[f"ins{number}"] = self.instrument(f"ins{number}")
        tree = self.protocol()
        texts = {f"instruments/{name}.yaml": json.dumps(tree) for name, tree in self.instruments.items()}
        texts |= {
            f"{name}.md": f"# {name}\n\nSome words, and a brace {{{{." for name in ("consent", "text", "end", "help")
        }
        return Folder({**texts, "protocol.yaml": json.dumps(tree)}, CLIP)

    def instrument(self, name: str) -> Tree:
        """A questionnaire with any kinds of item."""
        order = self.dice.choice(("fixed", "random"))
        items = [self.item(f"i{number}") for number in range(self.dice.randint(1, 7))]
        self.hide(name, items, order)
        items.append({"id": "sure", "text": "Sure", "kind": "scale", "from": 0, "to": 10, "required": True})
        items.append({"id": "side", "text": "Side", "kind": "choice", "options": self.options(2)})
        numeric = [each["id"] for each in items if each["kind"] in ("scale", "slider")]
        turned = [each for each in numeric if self.dice.random() < 0.3]
        rule = {
            self.dice.choice(("mean", "sum")): numeric,
            "reverse": turned,
            "better": self.dice.choice(("lower", "higher")),
        }
        tree: Tree = {
            "instrument": name,
            "title": name.title(),
            "items": items,
            "scores": {"total": rule},
            "order": order,
        }
        if self.dice.random() < 0.5:
            tree["per_page"] = self.dice.randint(1, 4)
        return tree

    def hide(self, instrument: str, items: list[Tree], order: str) -> None:
        """Show some items only when something holds: of items before them, or of what the first step asked."""
        before: list[str] = []
        for item in items:
            parts = [f"{instrument}.{self.dice.choice(before)}"] if before and order == "fixed" else []
            # Every journey begins with the first instrument, so that any other may name it.
            parts += ["ins0.o1.sure"] if instrument != "ins0" else []
            if item["kind"] != "statement" and parts and self.dice.random() < 0.4:
                item["when"] = self.over(self.dice.sample(parts, k=self.dice.randint(1, len(parts))))
            column = {"scale": "", "slider": "", "number": "", "grid": self.dice.choice(("_x", "_y"))}
            if item["kind"] in column:
                before.append(f"{item['id']}{column[item['kind']]}")

    def item(self, name: str) -> Tree:
        """One item."""
        dice, item = self.dice, {"id": name, "text": self.dice.choice(WORDS).title()}
        kind = dice.choice(("scale", "slider", "choice", "choices", "number", "text", "statement", "grid"))
        more: dict[str, Tree] = {
            "scale": {"from": dice.randint(-3, 1), "to": dice.randint(2, 9)},
            "slider": {"from": 0, "to": dice.choice((1, 10, 100)), "step": dice.choice((0.5, 1))},
            "choice": {"options": self.options(dice.randint(2, 5)), "other": dice.random() < 0.3},
            "choices": {"options": self.options(dice.randint(2, 5))},
            "number": {"min": 0, "max": dice.choice((5, 120)), "integer": dice.random() < 0.5},
            "text": {"lines": dice.randint(1, 3)},
            "grid": {"x": ["Bad", "Good"], "y": ["Still", "Moved"], "size": dice.choice((3, 9))},
        }
        item |= {"kind": kind, **more.get(kind, {})}
        if kind != "statement":
            item |= {"required": dice.random() < 0.3, "decline": dice.random() < 0.3}
        return item

    def options(self, count: int) -> list[Tree]:
        """The options of a list."""
        return [{"value": f"v{number}", "label": WORDS[number].title()} for number in range(count)]

    def protocol(self) -> Tree:
        """The document itself."""
        arms = self.dice.randint(1, 3)
        journey = [self.ask("ins0"), *self.steps(self.dice.randint(1, 4))]
        tree: Tree = {
            "lacrima": 1,
            "study": "random",
            "title": "Random",
            "languages": ["en"],
            "lead": {"team": "Team", "email": "a@example.org", "safety_email": "b@example.org", "support": "help.md"},
            "consent": {"text": "consent.md", "clauses": [{"id": "yes", "text": "Yes."}]},
            "films": {"clip": {"file": "films/clip.mp4", "licence": "CC0-1.0"}},
            "recruitment": {"complete": {"part": {"code": "DONE"}}},
        }
        if arms > 1:
            tree["conditions"] = [
                {"id": f"arm{each}", "label": f"Arm {each}", "set": {"film": "clip"}} for each in range(arms)
            ]
            tree["allocation"] = self.allocation(arms)
            journey += ["allocate", {"film": "condition.film"}, self.ask()]
        journey += [*self.steps(self.dice.randint(1, 5)), {"show": "end.md"}, {"complete": "part"}]
        tree["journey"] = journey
        first = next(step for step in journey if isinstance(step, dict) and "ask" in step)
        tree["outcomes"] = [
            {"id": "main", "score": f"{first['ask']}.total", "occasions": [first["occasion"]]},
        ]
        if self.asked:
            tree["groups"] = [{"id": "high", "when": self.condition(), "labels": ["No", "Yes"]}]
        if self.dice.random() < 0.3:
            tree["consent"]["questions"] = [
                {
                    "id": "clear",
                    "text": "Clear?",
                    "options": self.options(3),
                    "right": self.dice.choice(("v0", "v1", "v2")),
                }
            ]
        return tree

    def allocation(self, arms: int) -> Tree:
        """How conditions are given."""
        method = self.dice.choice(("blocks", "simple", "weighted", "minimise"))
        strata = self.chosen[: self.dice.randint(0, 2)]
        if method == "blocks":
            return {"method": method, "sizes": [arms, 2 * arms], "strata": strata}
        if method == "weighted":
            return {"method": method, "weights": {f"arm{each}": self.dice.randint(1, 3) for each in range(arms)}}
        if method == "minimise":
            return {"method": method, "factors": self.chosen[:1], "p": 0.8}
        return {"method": method}

    def steps(self, count: int, *, inside: bool = False) -> list[Any]:
        """Some steps one after the other."""
        kinds = ("ask", "ask", "show", "timer", "film", "shuffle", "choose", "each", "days", "events", "wait", "safety")
        return [self.step(self.dice.choice(kinds[:5] if inside else kinds)) for _ in range(count)]

    def step(self, kind: str) -> Any:
        """One step; what branches ask isn't surely known behind them."""
        if kind == "ask":
            return self.ask()
        self.ids += 1
        known, chosen = dict(self.asked), list(self.chosen)
        made = getattr(self, kind)(f"s{self.ids}")
        if kind in ("shuffle", "choose", "each", "days", "events"):
            self.asked, self.chosen = known, chosen
        if kind not in ("wait", "safety") and known and self.dice.random() < 0.25:
            made["when"] = self.condition(known)
        return made

    def ask(self, name: str = "") -> Tree:
        """An instrument on an occasion of its own."""
        self.occasions += 1
        name, occasion = name or self.dice.choice(sorted(self.instruments)), f"o{self.occasions}"
        self.asked[f"{name}.{occasion}.sure"] = 10
        self.chosen.append(f"{name}.{occasion}.side")
        return {"ask": name, "occasion": occasion}

    def condition(self, known: dict[str, float] | None = None) -> str:
        """An expression over what is known."""
        known = known or self.asked
        return self.over(self.dice.sample(sorted(known), k=min(len(known), self.dice.randint(1, 3))))

    def over(self, names: list[str]) -> str:
        """An expression over these numbers."""
        parts = [
            f"{self.dice.choice(('', 'not '))}{name} {self.dice.choice(('<', '>=', '=='))} {self.dice.randint(0, 10)}"
            for name in names
        ]
        return f" {self.dice.choice(('and', 'or'))} ".join(parts)

    def show(self, name: str) -> Tree:
        return {"show": "text.md", "id": name}

    def timer(self, name: str) -> Tree:
        return {"timer": f"{self.dice.randint(1, 90)} seconds", "text": "Rest.", "id": name}

    def film(self, name: str) -> Tree:
        luck = self.dice.random()
        return {"film": ["clip", "clip"] if luck > 0.8 else "clip", "id": name, "optional": luck < 0.3}

    def wait(self, name: str) -> Tree:
        minutes = self.dice.randint(2, 60)
        window = {"opens": f"{minutes - 1} minutes", "closes": f"{minutes + 5} minutes"}
        late = {"late": self.dice.choice(("keep", "skip"))}
        filler = {"filler": self.dice.choice(("text.md", *self.instruments))} if self.dice.random() < 0.3 else {}
        return {"wait": f"{minutes} minutes", "id": name, **window, **late, **filler}

    def safety(self, name: str) -> Tree:
        item = self.dice.choice(sorted(self.asked)).rsplit(".", 2)
        return {"safety": {"item": f"{item[0]}.sure", "at_least": self.dice.randint(6, 10)}, "id": name}

    def shuffle(self, name: str) -> Tree:
        known, groups = dict(self.asked), []
        for _ in range(2):
            # What the other group asks may come later.
            self.asked = dict(known)
            groups.append(self.steps(self.dice.randint(1, 2), inside=True))
        return {"shuffle": groups, "id": name}

    def choose(self, name: str) -> Tree:
        members = [self.steps(1, inside=True) for _ in range(3)]
        return {"choose": {"n": self.dice.randint(1, 3), "from": members}, "id": name}

    def each(self, name: str) -> Tree:
        order = self.dice.choice(("fixed", "random"))
        repeat = {"each": ["one", "two", "clip-3"][: self.dice.randint(1, 3)], "as": "word", "order": order}
        return {"repeat": repeat, "steps": self.steps(self.dice.randint(1, 2), inside=True), "id": name}

    def days(self, name: str) -> Tree:
        windows = [["08:00", "10:00"], ["20:00", "23:30"]][: self.dice.randint(1, 2)]
        repeat = {
            "days": self.dice.randint(1, 3),
            "windows": windows,
            "starts": self.dice.choice(("next day", "same day")),
        }
        return {"repeat": repeat, "steps": [self.ask()], "id": name}

    def events(self, name: str) -> Tree:
        return {"repeat": {"on": "demand", "up_to": self.dice.randint(1, 3)}, "steps": [self.ask()], "id": name}
