"""What a researcher needs to read an export, as a text beside it."""

from collections.abc import Mapping
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
  They may name somebody, so they are not in here: their columns say only whether something was written (1 or 0). An
  owner of the study can ask for the words in a file of their own, to be read and cleaned first (layout “texts”).

Formulas
  A text that a spreadsheet could take for a formula, one with a line break, one that begins with an apostrophe and one
  that looks like a code for a gap has one apostrophe put before it. To get what was meant, take that one away.
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
somebody is. Keep this file as your agreement says, pass it on to nobody, and delete it in time."""
MADE_UP = """A program made these answers up. They are there to try out an analysis, and must never be reported as
findings."""


WORDS = """{title}
Words that people typed in the study “{slug}” ({origin}), as they were on {at:%-d %B %Y, %H:%M} UTC.

{care}To be reviewed
  Own words may name people: the writers themselves, and others who never took part.
  Read every line of texts.csv and clean it before you give it on: take out names, places, addresses, and whatever else
  could tell who somebody is. Write into `reviewed` that you did. Lines without that are not to leave your hands.

Files
  texts.csv       one line for each answer in own words
  codebook.csv    what each column is, for programs
  codebook.html   the same, to read
All are UTF-8 without a byte order mark, with commas, and lines that end in CR LF (RFC 4180).

People
  `participant` is the same for a person in this file alone, and lines stand in an order that says nothing, so that
  words can't be put together with the answers in other files. The other files say only whether something was written.
  Whoever left and had their answers deleted is not in here.

Formulas
  A text that a spreadsheet could take for a formula, one with a line break, one that begins with an apostrophe and one
  that looks like a code for a gap has one apostrophe put before it. To get what was typed, take that one away.
"""


def read_me(export: Export, title: str, at: datetime, films: Mapping[str, str]) -> str:
    """The text; `films` says what the files on the film's clock hold, by their names."""
    if export.layout == Export.Layout.TEXTS:
        return of_words(export, title, at)
    layouts = [layout for layout in NAMES if export.layout in (layout, Export.Layout.BOTH)]
    return TEXT.format(
        title=title,
        slug=export.study.slug,
        origin=ORIGINS[export.origin],
        care=MADE_UP if export.origin == "simulated" else CARE,
        at=at,
        files="".join(NAMES[layout] for layout in layouts) + (of_films(films) if "long" in layouts else ""),
        gaps="\n".join(f"  {code:<16}{meaning}" for code, meaning in MEANINGS.items()),
        quoted=", ".join(f'"{code}"' for code in MEANINGS),
        first=f"{layouts[0]}.csv",
    ).replace("\n", "\r\n")


def of_films(films: Mapping[str, str]) -> str:
    """A line for each file on the film's clock."""
    return "".join(f"  {name:<16}{said}\n" for name, said in films.items())


def of_words(export: Export, title: str, at: datetime) -> str:
    """The text beside the words that people typed."""
    care = f"{MADE_UP}\n\n" if export.origin == "simulated" else ""
    origin = ORIGINS[export.origin]
    text = WORDS.format(title=title, slug=export.study.slug, origin=origin, care=care, at=at)
    return text.replace("\n", "\r\n")
