"""Sentences for participants, said here in English and translated at the door."""

Value = str | int | float


class Sentence(str):
    """A sentence that keeps its wording and values apart, so that whoever shows it can say it in another language."""

    wording: str
    values: dict[str, Value]

    def __new__(cls, wording: str, **values: Value) -> "Sentence":
        """The sentence in English; `wording` names its values as in %(low)s."""
        said = {name: plain(value) for name, value in values.items()}
        sentence = super().__new__(cls, wording % said if values else wording)
        sentence.wording, sentence.values = wording, values
        return sentence


def plain(value: Value) -> str:
    """A value as it is written in English."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
