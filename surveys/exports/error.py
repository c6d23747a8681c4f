"""What keeps an export from being made or handed out."""


class ExportError(ValueError):
    """The message is a sentence for whoever asked."""
