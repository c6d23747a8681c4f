"""`python -m surveys.films.demonstration OUTDIR`"""

import sys
from pathlib import Path

from surveys.films.demonstration.render import render

if len(sys.argv) != 2:
    sys.exit("Say where to: python -m surveys.films.demonstration OUTDIR")
render(Path(sys.argv[1]), lambda line: print(line, flush=True))  # noqa: T201
