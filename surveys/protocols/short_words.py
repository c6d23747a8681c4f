"""Titles and labels of the document."""

from collections.abc import Sequence

from surveys.instruments.document import Node, Words

LONGEST_LABEL = 200


def short_words(node: Node, languages: Sequence[str]) -> Words:
    """A title or label: some text in each language, of a length that fits everywhere."""
    words = node.words(languages)
    if any(not text.strip() or len(text) > LONGEST_LABEL for text in words.values()):
        node.fault(f"Here a text of 1 to {LONGEST_LABEL} characters is needed.")
    return words
