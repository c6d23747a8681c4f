"""What a person agrees to, clause by clause, with the hash of what was read."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection

from surveys.enrolment.return_code import seal_link
from surveys.instruments.sentence import Sentence
from surveys.protocols.definition import Definition

# Without letters and digits that are easily confused when copied by hand.
RECEIPT_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
RECEIPT_LENGTH = 10
MINIMUM_AGE = "minimum_age"

UNTICKED = Sentence("Please tick this if you want to take part.")
OPEN = Sentence("Please choose an answer. It only shows whether the text is clear; it is not stored.")
WRONG = Sentence("That is not quite what the text says. Please look at it again and choose another answer.")

INSERT = """
WITH agreed AS (
  INSERT INTO enrolment_consent (participant_id, text_sha256, clauses, language, agreed_at, receipt_hash, sealed_link)
  VALUES (%s, %s, %s::jsonb, %s, %s, %s, %s) ON CONFLICT (participant_id) DO NOTHING
  RETURNING participant_id, agreed_at, language
)
UPDATE enrolment_participant p SET consented_at = agreed.agreed_at, language = agreed.language
FROM agreed WHERE p.id = agreed.participant_id
"""


@dataclass(frozen=True)
class Agreement:
    """The clauses that were ticked, those that are still needed, and the questions to be answered again."""

    ticked: tuple[str, ...]
    missing: tuple[str, ...]
    # Questions about the text, by id: whether they were answered wrongly (True) or not at all.
    wrong: Mapping[str, bool] = field(default_factory=dict)

    @property
    def under_age(self) -> bool:
        """Whether the age is all that was not confirmed."""
        return self.missing == (MINIMUM_AGE,) and not self.wrong

    @property
    def faults(self) -> dict[str, Sentence]:
        """A sentence for each question and clause that keeps this from being a consent; kind ones."""
        found = {name: WRONG if answered else OPEN for name, answered in self.wrong.items()}
        return found | dict.fromkeys(self.missing, UNTICKED)


def read_agreement(definition: Definition, posted: Mapping[str, Sequence[str]]) -> Agreement:
    """Which clauses a form ticks; nothing counts but a plain yes."""
    needed = [clause.id for clause in definition.consent.clauses if not clause.optional]
    names = [clause.id for clause in definition.consent.clauses]
    if definition.consent.minimum_age is not None:
        needed, names = [MINIMUM_AGE, *needed], [MINIMUM_AGE, *names]
    ticked = tuple(name for name in names if list(posted.get(name, ())) == ["yes"])
    chosen = {each.id: list(posted.get(each.id, ())) for each in definition.consent.questions}
    wrong = {each.id: bool(chosen[each.id]) for each in definition.consent.questions if chosen[each.id] != [each.right]}
    return Agreement(ticked, tuple(name for name in needed if name not in ticked), wrong)


def consent(
    participant_id: int, definition: Definition, ticked: Sequence[str], *, language: str, token: str, at: datetime
) -> None:
    """Store what was agreed to, once; one statement."""
    digest, code = text_sha256(definition, language), receipt(token)
    values: list[Any] = [
        participant_id,
        digest,
        json.dumps(list(ticked)),
        language,
        at,
        sha256(code.encode()).digest(),
        seal_link(token, code),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


@lru_cache(maxsize=1024)
def text_sha256(definition: Definition, language: str) -> str:
    """The hash of the consent text and its clauses as this language shows them."""
    clauses = [[clause.id, clause.text[language], clause.optional] for clause in definition.consent.clauses]
    shown: list[Any] = [definition.text(definition.consent.file, language), definition.consent.minimum_age, clauses]
    # Only where there are any: the hashes of all other texts stay what they are.
    if definition.consent.questions:
        shown.append([[each.id, each.text[language]] for each in definition.consent.questions])
    return sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def is_receipt(participant_id: int, given: str) -> bool:
    """Whether a receipt was typed right; spaces, case and the dash don't matter. One statement.

    Compared with what was stored: a key of the installation may have changed since.
    """
    typed = "".join(letter for letter in given.upper() if letter.isalnum())
    with connection.cursor() as cursor:
        cursor.execute("SELECT receipt_hash FROM enrolment_consent WHERE participant_id = %s", [participant_id])
        row = cursor.fetchone()
    return row is not None and row[0] is not None and hmac.compare_digest(receipt_hash(typed), bytes(row[0]))


def receipt_hash(typed: str) -> bytes:
    """What is kept of a code, of which only letters and digits count."""
    dash = RECEIPT_LENGTH // 2
    return sha256(f"{typed[:dash]}-{typed[dash:]}".encode()).digest()


def receipt(token: str) -> str:
    """The code that a person may keep, shown from the link alone; only its hash is stored."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"receipt:" + token.encode(), "sha256")
    number = int.from_bytes(digest[:16], "big")
    letters = []
    for _ in range(RECEIPT_LENGTH):
        number, rest = divmod(number, len(RECEIPT_LETTERS))
        letters.append(RECEIPT_LETTERS[rest])
    code = "".join(letters)
    return f"{code[:5]}-{code[5:]}"
