"""The benchmark: the same walk through Lacrima and through oTree, side by side. `python3 -m tests.bench --help`."""
