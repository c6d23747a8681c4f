"""How loud a film is, and by how much that has to change (EBU R128, ITU-R BS.1770)."""

import json
import math
from dataclasses import dataclass

from surveys.films.run_ffmpeg import Told

# EBU R128's own level. It leaves 22 dB for peaks, so that one gain takes nearly every film there: quiet and loud places
# keep their distance, as somebody made them. Louder levels, such as -16 for telephones, would need a compressor, and
# that is another film.
TARGET_LUFS = -23.0
# Peaks stay below this; AAC adds a little to them.
MOST_DBTP = -1.0
# Below the gate of the measure there is nothing but silence.
SILENCE_LUFS = -70.0
MEASURE = f"loudnorm=I={TARGET_LUFS:g}:TP={MOST_DBTP:g}:print_format=json"


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP."""

    integrated: float
    peak: float

    @property
    def is_heard(self) -> bool:
        """Whether there is anything but silence."""
        return math.isfinite(self.integrated) and self.integrated > SILENCE_LUFS

    @property
    def gain_db(self) -> float:
        """By how many decibels the whole film is made louder or quieter; 0 for silence.

        A film whose peaks would pass the limit stays quieter than the target.
        """
        if not self.is_heard:
            return 0.0
        return round(min(TARGET_LUFS - self.integrated, MOST_DBTP - self.peak), 2)


def measured(told: Told) -> Loudness | None:
    """What ffmpeg's filter printed; None when it printed nothing."""
    begin, end = told.text.rfind("{"), told.text.rfind("}")
    try:
        found = json.loads(told.text[begin : end + 1])
        return Loudness(float(found["input_i"]), float(found["input_tp"]))
    except (ValueError, KeyError, TypeError):
        return None
