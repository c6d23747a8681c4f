#!/usr/bin/env python3
"""Lacrima's commands. `python3 manage.py demo` runs everything, `python3 manage.py test` proves it."""

import os
import sys

# This file must stay readable for any Python 3, so that an old one can say what is wrong.
ROOT = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit("Lacrima needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))
    sys.path.insert(0, os.path.join(ROOT, "platform"))
    from lacrima.bootstrap import run

    run(ROOT, sys.argv)


if __name__ == "__main__":
    main()
