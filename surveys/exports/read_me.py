"""What a researcher needs to read an export, as a text beside it."""

from datetime import datetime

from surveys.exports.gaps import MEANINGS
from surveys.exports.models import Export

TEXT = """{title}
Pseudonymous data of the study “{slug}” ({origin}), as they were on {at:%-d %B %Y, %H:%M} UTC.

{care}

Files
{files}  codebook.csv    what each column is, for programs
  codebook.html   the same, to read
All are UTF-8 without a byte order mark, with commas, and lines that end in CR LF (RFC 4180).

People
  `participant` is the same for a person in every export of this study, and says nothing about who it is.
  Whoever left and had their answers deleted is not in here; whoever stopped without that is, with what they had sent.

Times
  Seconds, to a tenth, after the person's own start. Calendar dates are left out.
  Columns that end in _delay_s are achieved delays: from the end of what a follow-up counts from until it was shown.

Gaps
{gaps}
  An empty cell says that there is nothing of this kind, as for the end of a journey that was not ended.

Words that people typed
  A text that a spreadsheet could take for a formula, one with a line break, one that begins with an apostrophe and one
  that looks like a code for a gap has one apostrophe put before it. To get what was typed, take that one away.
  Numbers are never changed.

In R
  gaps <- c({quoted})
  data <- read.csv("{first}", na.strings = c("", gaps), encoding = "UTF-8")
In Python
  data = pandas.read_csv("{first}", na_values=[{quoted}])
"""
NAMES = {
    "wide": "  wide.csv        one line a person\n",
    "long": "  long.csv        one line for each item, score and film that a person was shown\n"
    "  timing.csv      when each item came into view, was touched and answered, in the order seen\n",
}
ORIGINS = {"real": "real people", "simulated": "simulated people", "test": "test persons"}
CARE = """These are data of persons. The names are gone, the people are not: answers together can still tell who
somebody is, and words of their own more so. Keep this file as your agreement says, pass it on to nobody, and delete it
in time."""
MADE_UP = """A program made these answers up. They are there to try out an analysis, and must never be reported as
findings."""


def read_me(export: Export, title: str, at: datetime) -> str:
    """The text."""
    layouts = [layout for layout in NAMES if export.layout in (layout, Export.Layout.BOTH)]
    return TEXT.format(
        title=title,
        slug=export.study.slug,
        origin=ORIGINS[export.origin],
        care=MADE_UP if export.origin == "simulated" else CARE,
        at=at,
        files="".join(NAMES[layout] for layout in layouts),
        gaps="\n".join(f"  {code:<16}{meaning}" for code, meaning in MEANINGS.items()),
        quoted=", ".join(f'"{code}"' for code in MEANINGS),
        first=f"{layouts[0]}.csv",
    ).replace("\n", "\r\n")
