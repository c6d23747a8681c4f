"""By which rules scores are made: an update of Lacrima that counts otherwise must not leave scores as they were."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from surveys.findings.models import Mark, Score

SURVEYS = Path(__file__).resolve().parent.parent
# From stored answers to scores and levels; which rule a study has stands in its versions, which never change.
SOURCES = ("instruments/*.py", "participation/facts.py", "participation/known.py", "findings/derive.py")


@lru_cache(maxsize=1)
def rules() -> str:
    """Another word after every change of the code that makes scores."""
    files = [path for pattern in SOURCES for path in sorted(SURVEYS.glob(pattern))]
    return blake2b(b"\0".join(path.read_bytes() for path in files), digest_size=6).hexdigest()


def score_again(mark: Mark) -> None:
    """Let everybody be scored anew, some at a time; what there is stays until then."""
    Score.objects.update(upto=0)
    mark.low, mark.seen, mark.rules = 0, 0, rules()
    mark.save(update_fields=["low", "seen", "rules"])
