"""What a film's page asks while the film plays."""

from typing import Any

from surveys.pages.participant.texts import line
from surveys.protocols.definition import Film


def feelings(step: Film, language: str) -> dict[str, Any]:
    """The slider and the words of the button, for the template; None and empty where there is none."""
    trace = step.trace
    return {
        "trace": trace
        and {
            "label": line(trace.label.get(language, "")),
            "ends": [line(end.get(language, "")) for end in trace.ends],
            "low": trace.low,
            "high": trace.high,
        },
        "marker": line(step.marker.get(language, "")),
    }
