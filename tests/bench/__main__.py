"""`python3 -m tests.bench`: walk people through Lacrima and oTree in turn, and compare: docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".lacrima-bench"


def arguments() -> argparse.Namespace:
    """The command line, read."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench", description=__doc__)
    parser.add_argument("-n", type=int, default=200, help="people a round (200)")
    parser.add_argument("--otree-n", type=int, help="people a round in oTree, where that should be fewer (as -n)")
    parser.add_argument("-c", type=int, default=8, help="people at once (8)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each system, in turn (3)")
    parser.add_argument("--fan", type=int, default=64, help="people at once in Lacrima's last walk, 0 for none (64)")
    parser.add_argument("--only", choices=["lacrima", "otree"], help="measure one of the two alone")
    parser.add_argument("--skip-otree", action="store_const", dest="only", const="lacrima", help="--only lacrima")
    parser.add_argument("--otree-env", type=Path, default=CACHE / "otree", help="where oTree is installed")
    parser.add_argument("--sqlite", action="store_true", help="oTree on its default database, not on PostgreSQL")
    parser.add_argument("--keep", action="store_true", help="keep data and logs afterwards")
    parser.add_argument("--json", type=Path, dest="file", help="write every figure there")
    options = parser.parse_args()
    options.otree_n = options.otree_n or options.n
    if min(options.n, options.otree_n, options.c, options.rounds) < 1:
        parser.error("-n, --otree-n, -c and --rounds are 1 or more")
    return options


def use_the_projects_python() -> None:
    """Go on in .venv, where the packages are, when this Python lacks them."""
    python = ROOT / ".venv" / "bin" / "python"
    if importlib.util.find_spec("psycopg") is None:
        if not python.exists() or Path(sys.prefix) == ROOT / ".venv":
            sys.exit("Lacrima isn't installed yet: run “python3 manage.py bootstrap --dev” first.")
        os.execv(python, [str(python), "-m", "tests.bench", *sys.argv[1:]])
    sys.path.insert(0, str(ROOT / "platform"))


def main() -> int:
    """Run the comparison; 0 when nothing failed and nothing was lost."""
    options = arguments()
    use_the_projects_python()
    from tests.bench.compare import compare
    from tests.bench.tell import tell

    home = Path(tempfile.mkdtemp(prefix="lb"))
    try:
        result = compare(options, home)
    finally:
        if options.keep:
            print(f"data and logs are in {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)
    print(tell(result))
    if options.file:
        options.file.write_text(json.dumps(result.as_json(), indent=1) + "\n")
    return 1 if result.trouble() else 0


if __name__ == "__main__":
    sys.exit(main())
