"""A study's own mails: `mails/confirm.md`, `mails/reminder.md`; a heading for the subject, then paragraphs."""

import re
from collections.abc import Iterator

from surveys.protocols.definition import AskContact, Day, Definition, Step, Wait

KINDS = ("confirm", "reminder")
FILES = tuple(f"mails/{kind}.md" for kind in KINDS)
LONGEST_SUBJECT = 150
# A locked phone shows subjects to whoever stands beside it: none of these words, in the languages of the software.
TELLING = re.compile(
    r"cry|cried|tears?\b|weep|mood|sad|depress|anxi|distress|emotion|feeling|health|therap|suicid"
    r"|weinen|träne|stimmung|traurig|angst|gefühl|gesundheit"
    r"|llor|lágrima|ánimo|triste|emoci|salud|ansiedad"
    r"|pleur|larme|humeur|tristesse|émotion|santé|anxi"
    r"|بكاء|دموع|مزاج|حزن|مشاعر|صحة|哭|眼泪|情绪|心情|悲伤|健康",
    re.IGNORECASE,
)


def own_mail(definition: Definition, kind: str, language: str) -> tuple[str, list[str]] | None:
    """The subject and paragraphs of a study's own mail; None where it has none."""
    text = definition.text(f"mails/{kind}.md", language).strip()
    if not text:
        return None
    head, _, body = text.partition("\n")
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", body) if part.strip()]
    return head.removeprefix("#").strip(), paragraphs


def mail_faults(definition: Definition) -> Iterator[str]:
    """What is wrong with a study's own mails."""
    for kind in KINDS:
        for language in definition.languages:
            own = own_mail(definition, kind, language)
            if own is None:
                continue
            text = definition.text(f"mails/{kind}.md", language)
            place = f"mails/{kind}.md ({language})"
            if not text.startswith("# ") or not 0 < len(own[0]) <= LONGEST_SUBJECT:
                yield f"{place}: the first line is the subject, “# ” and up to {LONGEST_SUBJECT} characters."
            if found := TELLING.search(own[0]):
                yield (
                    f"{place}: the subject says “{found[0]}”. Whoever sees the phone would know what the study is"
                    " about: choose another one."
                )


def reminds_by_mail(step: Step) -> bool:
    """Whether a step reminds by e-mail."""
    return isinstance(step, Wait | Day) and "email" in step.remind


def contact_faults(steps: list[Step], position: int) -> Iterator[str]:
    """What is wrong with the step that asks for an address, or with a reminder that needs one."""
    step, before = steps[position], steps[:position]
    asked = any(isinstance(each, AskContact) for each in before)
    if reminds_by_mail(step) and not asked and not any(map(reminds_by_mail, before)):
        yield "A reminder by e-mail needs the step “contact: email” before it."
    if isinstance(step, AskContact) and asked:
        yield "The address is asked twice. Once is enough."
    if isinstance(step, AskContact) and not any(map(reminds_by_mail, steps[position:])):
        yield "Nothing after this step is sent by e-mail. Leave it out, or add “remind: [email]” to a wait or a diary."


def warnings_of(definition: Definition) -> Iterator[str]:
    """What is allowed and yet should be thought about before publishing."""
    panel = [name for name in definition.recruitment.keep if "prolific" in name.lower()]
    if panel and any(isinstance(step, AskContact) for step in definition.walk()):
        yield (
            f"People come from Prolific ({panel[0]}), and the step “contact” asks for their e-mail address. Prolific"
            " forbids asking for addresses: use reminders on the page, or Prolific's own messages."
        )
