"""A whole study from its documents: read, then checked; every fault at once."""

import re
from collections.abc import Mapping, Sequence

from surveys.instruments.document import LANGUAGE, DefinitionError, Node
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.protocols.check import check
from surveys.protocols.definition import (
    Ask,
    ConsentForm,
    Definition,
    Lead,
    ScreenedOut,
    Show,
    Step,
    Wait,
    walk,
)
from surveys.protocols.design import Arm
from surveys.protocols.documents import Documents
from surveys.protocols.mails import FILES as MAILS
from surveys.protocols.names import with_triggers
from surveys.protocols.read_analysis import read_analysis
from surveys.protocols.read_blinded import read_blinded
from surveys.protocols.read_conditions import read_allocation, read_arms, read_factors
from surveys.protocols.read_consent import read_consent
from surveys.protocols.read_films import read_films
from surveys.protocols.read_journey import Reading, read_journey
from surveys.protocols.read_recruitment import read_recruitment
from surveys.protocols.short_words import short_words

REQUIRED = ("lacrima", "study", "title", "languages", "lead", "consent", "journey")
OPTIONAL = (
    "conditions",
    "factors",
    "allocation",
    "films",
    "recruitment",
    "outcomes",
    "groups",
    "moderators",
    "checks",
    "privacy",
    "blinded",
)
LATER = ("external",)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read_definition(documents: Documents) -> Definition:
    """The definition that the documents give; DefinitionError with every fault, each with its file and line."""
    root = documents.protocol()
    if not isinstance(root.value, Mapping):
        root.fault("The protocol is empty or no mapping.")
        raise DefinitionError(documents.faults)
    root.keys(REQUIRED, OPTIONAL, LATER)
    if root.has("lacrima") and root.value["lacrima"] != 1:
        root.child("lacrima").fault("This Lacrima reads format 1. Write “lacrima: 1”.")
    languages = read_languages(root)
    reading = Reading(languages)
    steps = with_triggers(read_journey(root.child("journey"), reading)) if root.has("journey") else ()
    instruments = read_instruments(documents, root, steps, languages)
    lead = read_lead(root)
    consent = read_consent(root, languages)
    recruitment = read_recruitment(root)
    factors = read_factors(root)
    arms = read_arms(root, languages, factors)
    analysis = read_analysis(root, instruments, steps, languages)
    files = text_files(steps, lead, consent, arms, recruitment.screened_out.file if recruitment.screened_out else "")
    # A study may word its mails itself; none of the document's keys names them.
    files += [file for file in MAILS if documents.text(file) or documents.text(localised(file, languages[0]))]
    definition = Definition(
        slug=root.child("study").identifier(dashed=True) if root.has("study") else "",
        title=short_words(root.child("title"), languages) if root.has("title") else {},
        languages=languages,
        lead=lead,
        consent=consent,
        conditions=arms,
        factors=factors,
        allocation=read_allocation(root),
        films=read_films(root, languages),
        steps=steps,
        instruments=instruments,
        recruitment=recruitment,
        blinded=read_blinded(root),
        texts=read_texts(documents, root, files, languages),
        **analysis,
    )
    check(definition, root, reading.places)
    if documents.faults:
        raise DefinitionError(documents.faults)
    return definition


def read_languages(root: Node) -> tuple[str, ...]:
    """The languages, the first one is the default."""
    found = []
    for node in root.child("languages").elements() if root.has("languages") else ():
        if not LANGUAGE.fullmatch(node.text()):
            node.fault(f"“{node.text()}” is no language code. Write one like en or pt-BR.")
        found.append(node.text())
    if root.has("languages") and not found:
        root.child("languages").fault("A study needs at least one language.")
    return tuple(dict.fromkeys(found)) or ("en",)


def mentioned(root: Node, word: str) -> Node:
    """The first place of a document where a word stands by itself; the root where it stands nowhere."""

    def search(node: Node) -> Node | None:
        if isinstance(node.value, Mapping):
            inner = [node.child(key) for key in node.value]
        else:
            inner = node.elements() if isinstance(node.value, list) else []
        return next((each for each in inner if each.value == word), None) or next(
            filter(None, map(search, inner)), None
        )

    return search(root) or root


def read_instruments(
    documents: Documents, root: Node, steps: Sequence[Step], languages: Sequence[str]
) -> dict[str, Instrument]:
    """Every instrument that the journey names, by name."""
    found: dict[str, Instrument] = {}
    names = [step.instrument for step in walk(tuple(steps)) if isinstance(step, Ask)]
    names += [step.filler_instrument for step in walk(tuple(steps)) if isinstance(step, Wait)]
    for name in dict.fromkeys(filter(None, names)):
        node = documents.instrument(name)
        if node is None:
            where = "neither in instruments/ nor in the library"
            mentioned(root.child("journey"), name).fault(f"There is no instrument “{name}”, {where}.")
            continue
        if node.value is None:
            continue
        found[name] = read_instrument(node, languages)
        if found[name].id != name:
            node.fault(f"The instrument calls itself “{found[name].id}” and not “{name}”, as its file does.")
    return found


def read_lead(root: Node) -> Lead:
    """Who answers for the study."""
    node = root.child("lead")
    keys = ("controller", "ethics", "safety_email", "privacy", "support")
    if not node or not node.keys(("team", "email"), keys):
        return Lead("", "")
    for key in ("email", "safety_email"):
        if node.has(key) and not EMAIL.fullmatch(node.child(key).text()):
            node.child(key).fault(f"“{node.child(key).text()}” is no e-mail address.")
    return Lead(**{key: node.child(key).text() for key in ("team", "email", *keys)})


def text_files(steps: Sequence[Step], lead: Lead, consent: ConsentForm, arms: Sequence[Arm], away: str) -> list[str]:
    """The names of all text files that the document mentions."""
    names = [consent.file, lead.privacy, lead.support, away]
    for step in walk(tuple(steps)):
        if isinstance(step, Show):
            names += [step.file] if step.file else [arm.settings.get(step.condition_key, "") for arm in arms]
        if isinstance(step, Wait):
            names.append(step.filler_text)
        if isinstance(step, ScreenedOut):
            names.append(step.rule.file)
    return [name for name in dict.fromkeys(names) if name]


def localised(path: str, language: str) -> str:
    """consent.md → consent.de.md"""
    stem, dot, ending = path.rpartition(".")
    return f"{stem}.{language}{dot}{ending}"


def read_texts(
    documents: Documents, root: Node, files: Sequence[str], languages: Sequence[str]
) -> dict[str, dict[str, str]]:
    """The text files by language; the first language may stand in the plain name."""
    texts: dict[str, dict[str, str]] = {language: {} for language in languages}
    for file in files:
        for language in languages:
            found = documents.text(localised(file, language))
            if found is None and language == languages[0]:
                found = documents.text(file)
            if found is None or not found.strip():
                first = language == languages[0]
                sentence = f"The text file “{file if first else localised(file, language)}” is missing or empty."
                mentioned(root, file).missing(sentence, "" if first else language)
            texts[language][file] = found or ""
    return texts
