"""What differs line by line."""

from surveys.protocols.changes import diff_lines, file_diffs


def test_the_protocol_comes_first_and_equal_files_not_at_all() -> None:
    before = {"a.md": "A", "b.md": "B", "protocol.yaml": "x: 1"}

    found = file_diffs(before, {"a.md": "A", "c.md": "C", "protocol.yaml": "x: 2"})

    assert [(each.path, each.state) for each in found] == [
        ("protocol.yaml", "changed"),
        ("b.md", "removed"),
        ("c.md", "new"),
    ]


def test_every_line_of_a_new_file_is_new_the_empty_ones_too() -> None:
    lines = list(diff_lines("", "# Title\n\nText.\n"))

    assert [(line.kind, line.text) for line in lines[1:]] == [
        ("added", "# Title"),
        ("added", ""),
        ("added", "Text."),
        ("added", ""),
    ]


def test_what_is_the_same_stands_around_what_changed() -> None:
    lines = list(diff_lines("a\nb\nc", "a\nB\nc"))

    assert [(line.mark, line.text) for line in lines[1:]] == [(" ", "a"), ("-", "b"), ("+", "B"), (" ", "c")]
