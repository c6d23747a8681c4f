"""Keeps participants' links out of logs."""

import logging
import re

# What follows /p/ or /f/ opens somebody's answers or a film; what follows /s/…? may be a panel id.
_LINK = re.compile(r"/(p|f)/[^/\s'\"?]+|(?<=/)(s/[^/\s'\"?]+/?)\?[^\s'\"]*")

_QUERY = re.compile(r"(/[pf]/…(?:/[^\s'\"?]*)?)\?[^\s'\"]*")


def without_links(text: str) -> str:
    """The text with every participant's link and panel id replaced by an ellipsis."""
    hidden = _LINK.sub(lambda found: f"/{found[1]}/…" if found[1] else f"{found[2]}?…", text)
    return _QUERY.sub(r"\1?…", hidden)


class WithoutLinks(logging.Filter):
    """A filter that passes every record, its message and traceback freed of participants' links."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True, after the record was rewritten."""
        record.msg, record.args = without_links(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_links(logging.Formatter().formatException(record.exc_info))
        return True
