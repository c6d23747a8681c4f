"""Where somebody wants to be written to: asked by the `contact` step, sealed, confirmed, and soon gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import connection

from surveys.enrolment.models import Contact
from surveys.instruments.sentence import Sentence
from surveys.mail.seal import seal

FIELD = "address"
LONGEST_ADDRESS = 254
CONFIRM_BYTES = 18
# What nobody has confirmed is nobody's address.
UNCONFIRMED = timedelta(hours=24)
VALID = EmailValidator()
INSERT = """
INSERT INTO enrolment_contact (participant_id, address, link, language, given_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (participant_id) DO NOTHING
"""


class AddressError(ValueError):
    """What was typed is no address; carries the sentence."""

    def __init__(self) -> None:
        self.sentence = Sentence("This is not an e-mail address. Write it like name@example.org, or leave it empty.")
        super().__init__(str(self.sentence))


def read_address(posted: Mapping[str, Sequence[str]]) -> str:
    """The address that a form brings, empty where none was given; AddressError for anything else."""
    address = "".join(posted.get(FIELD, ())[:1]).strip()
    if not address:
        return ""
    try:
        VALID(address)
    except ValidationError:
        raise AddressError from None
    if len(address) > LONGEST_ADDRESS:
        raise AddressError
    return address


def keep_contact(participant_id: int, address: str, *, token: str, language: str, at: datetime) -> None:
    """Keep an address and the personal link that mails lead to, both sealed; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [participant_id, seal(address), seal(token), language, at])


def confirming(contact: Contact) -> str:
    """A fresh token for the link that confirms an address; only its hash is kept."""
    token = token_urlsafe(CONFIRM_BYTES)
    contact.confirm_hash = sha256(token.encode()).digest()
    contact.save(update_fields=["confirm_hash"])
    return token


def confirmable(token: str) -> Contact | None:
    """The contact that this link confirms; None when there is none, or none any more."""
    return Contact.objects.filter(confirm_hash=sha256(token.encode()).digest()).first()


def confirm(token: str, *, at: datetime) -> bool:
    """Confirm an address; whether there is such a link. A second tap changes nothing."""
    found = Contact.objects.filter(confirm_hash=sha256(token.encode()).digest())
    found.filter(confirmed_at=None).update(confirmed_at=at)
    return found.exists()


def forget_contact(participant_id: int) -> bool:
    """Delete a person's address; whether there was one. Mails that wait are deleted by their `about`."""
    return bool(Contact.objects.filter(participant_id=participant_id).delete()[0])


def purge_unconfirmed(*, at: datetime) -> int:
    """Delete the addresses that nobody confirmed within a day; how many."""
    return Contact.objects.filter(confirmed_at=None, given_at__lt=at - UNCONFIRMED).delete()[0]
