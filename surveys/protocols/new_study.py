"""A new study on the desk: a small working one, or a copy of another."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from surveys.instruments.document import DASHED_ID
from surveys.ledger.append import append
from surveys.protocols.draft import DraftError, draft_of
from surveys.protocols.models import Draft, Membership, Study

SMALL = {
    "protocol.yaml": """# A small study to begin with: consent, mood, a question of your own, mood again, a debrief.
lacrima: 1
study: {slug}
title: {title}
languages: [en]
lead: {{team: Your lab, email: you@example.org}}

consent:
  text: consent.md
  clauses: [{{id: take_part, text: I take part of my own will.}}]

conditions:
  - {{id: first, label: First condition}}
  - {{id: second, label: Second condition}}
allocation: {{method: blocks, sizes: [2, 4]}}

journey:
  - {{ask: mood, occasion: before}}
  - allocate
  - ask: thoughts
  - {{ask: mood, occasion: after}}
  - show: debrief.md

outcomes:
  - {{id: negative, label: Negative mood, score: mood.negative, occasions: [before, after], primary: after}}
""",
    "consent.md": "# What this is about\n\nSay what people will do, how long it takes, and that they can stop.\n",
    "debrief.md": "# Thank you\n\nSay what the study was about, and whom to ask.\n",
    "instruments/thoughts.yaml": """instrument: thoughts
title: Your thoughts
items:
  - {id: now, text: What are you thinking of?, kind: text, lines: 4}
""",
}
SLUG = re.compile(r"^study:.*$", re.MULTILINE)
# A title on one line; one in several languages is left to its author.
TITLE = re.compile(r"^title:[ \t]*[^\s{|>#].*$", re.MULTILINE)


def new_study(slug: str, title: str, *, by: AbstractBaseUser, at: datetime, copy_of: Study | None = None) -> Study:
    """A study that this user owns, with a draft of its own and no version yet.

    DraftError with a sentence for a name that is none or is taken.
    """
    if not DASHED_ID.fullmatch(slug) or slug != slug.lower():
        raise DraftError("The short name begins with a letter and has small letters, digits and “-” only.")
    if not title.strip() or len(title) > 200:
        raise DraftError("Give the study a title of at most 200 characters.")
    texts, films = contents(slug, title.strip(), copy_of)
    try:
        with transaction.atomic():
            study = Study.objects.create(slug=slug, title=title.strip(), created_at=at)
            Membership.objects.create(study=study, user_id=by.pk, role=Membership.Role.OWNER)
            Draft.objects.create(study=study, texts=texts, films=films, revision=1, changed_at=at, changed_by_id=by.pk)
            append("study made", by=str(by.pk), study=slug, detail={"copy_of": copy_of.slug if copy_of else ""}, at=at)
    except IntegrityError:
        raise DraftError(f"There is a study “{slug}” already. Choose another short name.") from None
    return study


def contents(slug: str, title: str, copy_of: Study | None) -> tuple[dict[str, str], Mapping[str, str]]:
    """The texts of a new study and the films that they name."""
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if copy_of is None:
        small = {path: text for path, text in SMALL.items() if path != "protocol.yaml"}
        return {"protocol.yaml": SMALL["protocol.yaml"].format(slug=slug, title=quoted), **small}, {}
    draft = draft_of(copy_of)
    texts = dict(draft.texts)
    protocol = SLUG.sub(f"study: {slug}", texts.get("protocol.yaml", ""), count=1)
    texts["protocol.yaml"] = TITLE.sub(lambda _: f"title: {quoted}", protocol, count=1)
    return texts, draft.films
