"""What is said of a file that can't be a film."""


class FilmError(ValueError):
    """A file that can't be taken as a film, with a sentence that says why."""
