"""A whole study from its documents: read, then checked; every fault at once."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from surveys.instruments.document import DefinitionError, Node, Words, plain
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.protocols.check import check
from surveys.protocols.definition import (
    AllocationPlan,
    Arm,
    Ask,
    Clause,
    ConsentForm,
    Definition,
    FilmSource,
    Lead,
    Show,
    Step,
    Wait,
    walk,
)
from surveys.protocols.documents import Documents
from surveys.protocols.names import with_triggers
from surveys.protocols.read_analysis import read_analysis
from surveys.protocols.read_journey import duration, read_journey
from surveys.protocols.read_recruitment import read_recruitment

REQUIRED = ("lacrima", "study", "title", "languages", "lead", "consent", "journey")
OPTIONAL = (
    "conditions",
    "allocation",
    "films",
    "recruitment",
    "outcomes",
    "groups",
    "moderators",
    "checks",
    "privacy",
)
LATER = ("factors", "blinded", "external")
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
LATER_METHODS = ("simple", "weighted", "minimise")


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
    steps = with_triggers(read_journey(root.child("journey"))) if root.has("journey") else ()
    instruments = read_instruments(documents, root, steps, languages)
    lead = read_lead(root)
    consent = read_consent(root, languages)
    recruitment = read_recruitment(root)
    arms = read_arms(root, languages)
    analysis = read_analysis(root, instruments, steps, languages)
    files = text_files(steps, lead, consent, arms, recruitment.screened_out.file if recruitment.screened_out else "")
    definition = Definition(
        slug=root.child("study").identifier(dashed=True) if root.has("study") else "",
        title=root.child("title").words(languages) if root.has("title") else {},
        languages=languages,
        lead=lead,
        consent=consent,
        conditions=arms,
        allocation=read_allocation(root),
        films=read_films(root, languages),
        steps=steps,
        instruments=instruments,
        recruitment=recruitment,
        texts=read_texts(documents, root, files, languages),
        **analysis,
    )
    check(definition, root)
    if documents.faults:
        raise DefinitionError(documents.faults)
    return definition


def read_languages(root: Node) -> tuple[str, ...]:
    """The languages, the first one is the default."""
    found = []
    for node in root.child("languages").elements() if root.has("languages") else ():
        if not LANGUAGE.match(node.text()):
            node.fault(f"“{node.text()}” is no language code. Write one like en or pt-BR.")
        found.append(node.text())
    if root.has("languages") and not found:
        root.child("languages").fault("A study needs at least one language.")
    return tuple(dict.fromkeys(found)) or ("en",)


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
            root.child("journey").fault(f"There is no instrument “{name}”, neither in instruments/ nor in the library.")
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
        if node.has(key) and not re.match(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", node.child(key).text()):
            node.child(key).fault(f"“{node.child(key).text()}” is no e-mail address.")
    return Lead(**{key: node.child(key).text() for key in ("team", "email", *keys) if node.has(key)})


def read_consent(root: Node, languages: Sequence[str]) -> ConsentForm:
    """The consent text and its clauses."""
    node = root.child("consent")
    if not node or not node.keys(("text", "clauses"), ("minimum_age", "withdraw_until"), ("questions",)):
        return ConsentForm("", ())
    clauses = []
    for each in node.child("clauses").elements():
        if each.keys(("id", "text"), ("optional",)):
            optional = each.has("optional") and each.child("optional").flag()
            clauses.append(Clause(each.child("id").identifier(), each.child("text").words(languages), optional))
    names = [clause.id for clause in clauses]
    if len(set(names)) < len(names) or {"minimum_age", "step", "nonce", "asked", "disagree", "lang"} & set(names):
        node.child("clauses").fault(
            "Each clause needs an id of its own (minimum_age, step, nonce and asked are taken)."
        )
    if not any(not clause.optional for clause in clauses):
        node.child("clauses").fault("At least one clause must be required: without it nobody agrees to anything.")
    age = node.child("minimum_age").integer(18) if node.has("minimum_age") else None
    if age is not None and age < 18:
        node.child("minimum_age").fault("Studies with minors need parental consent and assent, which is not built yet.")
    until = duration(node.child("withdraw_until")) if node.has("withdraw_until") else None
    return ConsentForm(node.child("text").text(), tuple(clauses), age, until)


def read_arms(root: Node, languages: Sequence[str]) -> tuple[Arm, ...]:
    """The conditions; without any there is one, “all”."""
    arms = []
    for node in root.child("conditions").elements() if root.has("conditions") else ():
        if not node.keys(("id",), ("label", "set")):
            continue
        arm_id = node.child("id").identifier() if node.has("id") else ""
        label: Words = node.child("label").words(languages) if node.has("label") else dict.fromkeys(languages, arm_id)
        settings = {key: value.text() for key, value in node.child("set").pairs()} if node.has("set") else {}
        if "id" in settings or "label" in settings:
            node.child("set").fault("A condition can't set “id” or “label”.")
        if arm_id in [arm.id for arm in arms]:
            node.fault(f"The condition “{arm_id}” stands here twice.")
        arms.append(Arm(arm_id, label, settings))
    return tuple(arms) or (Arm("all", dict.fromkeys(languages, "All")),)


def read_allocation(root: Node) -> AllocationPlan:
    """How people get their condition."""
    if not root.has("allocation"):
        return AllocationPlan()
    node = root.child("allocation")
    method = node.child("method").text() if node.has("method") else "blocks"
    if method in LATER_METHODS:
        node.child("method").fault(f"Allocation by “{method}” is not built yet. Use blocks or link.")
        return AllocationPlan()
    node.keys(("method",), ("sizes", "strata", "abandon_after") if method == "blocks" else ("abandon_after",))
    if method not in ("blocks", "link"):
        node.fault(f"There is no allocation “{method}”. Use blocks or link.")
        return AllocationPlan()
    sizes = tuple(each.integer() for each in node.child("sizes").elements()) if node.has("sizes") else ()
    strata = tuple(each.text() for each in node.child("strata").elements()) if node.has("strata") else ()
    abandoned = duration(node.child("abandon_after")) if node.has("abandon_after") else 24 * 3600
    return AllocationPlan(method, sizes, strata, abandoned)


FILM_KEYS = (
    "title",
    "source",
    "attribution",
    "target",
    "themes",
    "intensity",
    "language",
    "captions",
    "norms",
    "variant_of",
)


def read_films(root: Node, languages: Sequence[str]) -> dict[str, FilmSource]:
    """The films by id."""
    films: dict[str, FilmSource] = {}
    for film_id, node in root.child("films").pairs() if root.has("films") else ():
        Node(film_id, node.file, node.line, node.faults).identifier(dashed=True)
        if not node.keys(("file", "licence"), FILM_KEYS):
            continue
        captions = {key: each.text() for key, each in node.child("captions").pairs()} if node.has("captions") else {}
        for place, name in (("file", node.child("file").text()), *(("captions", name) for name in captions.values())):
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name:
                node.child(place).fault(f"“{name}” must be a file of this folder, without “..”.")
        title = node.child("title").words(languages) if node.has("title") else dict.fromkeys(languages, "The film")
        described = {key: plain(node.value[key]) for key in FILM_KEYS if key in node.value and key != "captions"}
        licence = node.child("licence").text() if node.has("licence") else ""
        films[film_id] = FilmSource(film_id, node.child("file").text(), licence, title, described, captions)
    for film_id, film in films.items():
        other = film.description.get("variant_of")
        if other and other not in films:
            root.child("films").child(film_id).fault(f"There is no film “{other}” to be a variant of.")
    return films


def text_files(steps: Sequence[Step], lead: Lead, consent: ConsentForm, arms: Sequence[Arm], away: str) -> list[str]:
    """The names of all text files that the document mentions."""
    names = [consent.file, lead.privacy, lead.support, away]
    for step in walk(tuple(steps)):
        if isinstance(step, Show):
            names += [step.file] if step.file else [arm.settings.get(step.condition_key, "") for arm in arms]
        if isinstance(step, Wait):
            names.append(step.filler_text)
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
                named = file if language == languages[0] else localised(file, language)
                root.fault(f"The text file “{named}” is missing or empty.")
            texts[language][file] = found or ""
    return texts
