"""All that is stored of a person, as a document: every table that belongs to people, answers in words, no keys."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import models

from surveys.enrolment.agreed import agreed_by
from surveys.enrolment.models import Participant
from surveys.enrolment.withdraw import about
from surveys.findings.derive import derive
from surveys.findings.models import Score
from surveys.instruments.items import DECLINED, NOT_ANSWERED, NOT_SHOWN, Answer, Item, Scale
from surveys.mail.models import Message
from surveys.mail.seal import SealedTextField
from surveys.pages.participant.agreement import agreement
from surveys.pages.participant.spoken import spoken
from surveys.participation.facts import Facts
from surveys.participation.known import asked_by
from surveys.participation.models import Exposure, Response
from surveys.protocols.definition import Definition

# What opens the person's pages stays out: a file is easily left lying about.
KEYS = ("id", "participant", "link", "sealed_link")
# Told in another form: answers in words, how often a film's page reported, and scores by name.
IN_WORDS = (Response, Exposure, Score)
# Who knows the condition before the end may answer otherwise.
UNTIL_THE_END = ("condition", "levels", "strata", "seed")
NOTE = (
    "All that this study has stored of you. Times are in UTC. Links, codes and their hashes are left out, because they "
    "open your pages. Until you have finished, the part of the study that chance has put you in is left out too."
)


def stored(definition: Definition, facts: Facts, *, over: bool) -> dict[str, Any]:
    """The document; what chance decided is in it when the journey is over."""
    row = Participant.objects.get(pk=facts.participant)
    hidden = () if over else UNTIL_THE_END
    return {
        "note": NOTE,
        "study": definition.slug,
        "title": definition.title.get(facts.language, ""),
        "person": {name: value for name, value in plain(row).items() if name not in hidden},
        "consents": [dict(agreement(each, facts.timezone)) for each in agreed_by(facts.participant)],
        "answers": list(answers(definition, facts)),
        "pages": list(pages(facts)),
        "film_reports": reports(facts.participant),
        "scores": scores(definition, facts),
        "mails": list(mails(facts.participant)),
        **{name: rows for name, rows in tables(facts.participant) if over or name != "enrolment.allocation"},
    }


def tables(participant: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of every other table that belongs to people."""
    for model in belonging():
        found = model._base_manager.filter(participant_id=participant).order_by("pk")
        yield f"{model._meta.app_label}.{model._meta.model_name}", [plain(row) for row in found]


def belonging() -> Iterator[type[models.Model]]:
    """The tables whose rows belong to a person."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields if field.related_model is Participant}
        if names and model not in IN_WORDS:
            yield model


def plain(row: models.Model) -> dict[str, Any]:
    """A row's columns, less the keys and hashes that open something."""
    return {
        field.name: said(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in KEYS and (not isinstance(field, models.BinaryField) or isinstance(field, SealedTextField))
    }


def said(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, datetime) else value


def moment(seconds: float) -> str:
    """A time of the record."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def pages(facts: Facts) -> Iterator[Mapping[str, Any]]:
    """Every page that was sent: when it was shown, when it came, and its answers as they are stored."""
    for (step, occurrence, page), sent in sorted(facts.sent.items(), key=lambda each: each[1].at):
        times = {"shown_at": moment(sent.shown_at), "sent_at": moment(sent.at)}
        yield {"step": step, "occurrence": occurrence, "page": page, **times, "answers": sent.answers}


def answers(definition: Definition, facts: Facts) -> Iterator[dict[str, Any]]:
    """Every answer with its question, in words, and when it came."""
    for step in definition.walk():
        instrument = definition.instruments.get(asked_by(step))
        for page in range(instrument.page_count) if instrument is not None else ():
            sent = facts.sent.get((step.base, step.occurrence, page))
            if sent is None or instrument is None:
                continue
            items = instrument.stored(page, facts.seed, step.seeded_by)
            for item, answer in zip(items, sent.answers, strict=True):
                yield {
                    "step": step.id,
                    "questionnaire": instrument.title.get(facts.language, ""),
                    "item": item.id,
                    "question": item.text.get(facts.language, ""),
                    "answer": answer_in_words(item, answer, facts.language),
                    "sent_at": moment(sent.at),
                }


def answer_in_words(item: Item, answer: Answer, language: str) -> str:
    """An answer as its person would read it; gaps by their kind, in the words of the export."""
    if answer is NOT_ANSWERED:
        return "not answered"
    if answer in (DECLINED, NOT_SHOWN):
        return "declined" if answer == DECLINED else "not shown"
    label = item.labels.get(answer, {}).get(language) if isinstance(item, Scale) and isinstance(answer, int) else ""
    return f"{answer} ({label})" if label else spoken(item, answer, language)


def reports(participant: int) -> list[dict[str, Any]]:
    """How often the page of each film reported what played; what the reports say together stands with the viewings."""
    found = Exposure.objects.filter(participant_id=participant).values("step", "occurrence")
    counted = found.annotate(reports=models.Count("id"), last_at=models.Max("at")).order_by("last_at")
    return [dict(each) for each in counted]


def scores(definition: Definition, facts: Facts) -> list[dict[str, Any]]:
    """What the answers amount to; worked out from them."""
    return [
        {"step": key.step, "occurrence": key.occurrence, "name": key.key, "value": scored.value}
        for key, scored in derive(definition, facts).scores.items()
    ]


def mails(participant: int) -> Iterator[dict[str, Any]]:
    """Which mails were written, without what they say: it leads to the person's pages."""
    for mail in Message.objects.filter(about=about(participant)).order_by("created_at"):
        yield {"subject": mail.subject, "created_at": said(mail.created_at), "sent_at": said(mail.sent_at)}
