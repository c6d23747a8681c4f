"""The mail that asks whether an address is the person's own: written once for each address."""

from datetime import datetime

from django.db import transaction

from surveys.enrolment.contact import confirming
from surveys.enrolment.letter import address_of, letter
from surveys.enrolment.models import Contact
from surveys.enrolment.withdraw import about
from surveys.mail.compose import compose
from surveys.protocols.freeze import definition_of

AT_ONCE = 200


def ask_to_confirm(*, at: datetime) -> int:
    """Write the mails to addresses that were given since; how many. Two at once share the work."""
    with transaction.atomic():
        waiting = Contact.objects.filter(confirm_hash=None, confirmed_at=None).select_related("participant")
        contacts = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
        for contact in contacts:
            write(contact, at)
    return len(contacts)


def write(contact: Contact, at: datetime) -> None:
    """The mail to one address."""
    participant = contact.participant
    said = letter(
        "confirm",
        definition_of(participant.version_id),
        contact.language,
        link=address_of(f"/c/{confirming(contact)}/"),
    )
    compose(
        f"confirm:{contact.pk}",
        to=contact.address,
        subject=said.subject,
        text=said.text,
        html=said.html,
        about=about(participant.pk),
        at=at,
    )
