"""The history of a study's versions, and going back to one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys.enrolment.models import Participant, Tombstone
from surveys.instruments.document import DefinitionError
from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.compare import compare_versions
from surveys.protocols.comparison import Change
from surveys.protocols.draft import ConflictError, DraftError, draft_of, revision_of
from surveys.protocols.go_back import go_back, going_back_to, has_changes
from surveys.protocols.models import Study, Version

PLACE = {"place": "document", "page_title": "Versions"}
REAL = Participant.Origin.REAL


@dataclass(frozen=True)
class Published:
    """A version as the page shows it; `changes` are those against the one before."""

    version: Version
    people: dict[str, int]
    changes: tuple[Change, ...]
    is_newest: bool

    @property
    def breaks_pooling(self) -> bool:
        """Whether its data can't simply be put together with those of the version before."""
        return any(change.breaks_pooling for change in self.changes)


@require_safe
@login_required
@never_cache
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version, the newest first: when, by whom, what changed, and who is in it."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    may = studies_editable_by(request.user).filter(pk=study.pk).exists()
    page = {"study": study, "versions": history(study), "may": may, **PLACE}
    return render(request, "researcher/versions.html", page)


def history(study: Study) -> list[Published]:
    """The versions, the newest first."""
    found = list(study.versions.order_by("number").select_related("published_by").defer("definition", "source"))
    people = people_by_version(study)
    before = [None, *found][: len(found)]
    shown = [
        Published(
            version,
            people.get(version.pk, {}),
            compare_versions(older.pk, version.pk) if older is not None else (),
            version is found[-1],
        )
        for older, version in zip(before, found, strict=True)
    ]
    return shown[::-1]


def people_by_version(study: Study) -> dict[int, dict[str, int]]:
    """Real people who started on each version, how many consented and reached the end, and how many left."""
    counts = {
        "started": Count("id"),
        "consented": Count("consented_at"),
        "completed": Count("completed_at"),
        "under_way": Count("id", filter=Q(consented_at__isnull=False, completed_at=None, stopped_at=None)),
    }
    here = Participant.objects.filter(version__study=study, origin=REAL).values_list("version").annotate(**counts)
    found = {version: dict(zip(counts, numbers, strict=True)) for version, *numbers in here}
    gone = Tombstone.objects.filter(study=study, origin=REAL).values_list("version").annotate(gone=Count("id"))
    for version, number in gone:
        found.setdefault(version, {})["gone"] = number
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What going back would change, and a button."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    old = get_object_or_404(study.versions.all(), number=number)
    if request.method != "POST":
        return render(request, "researcher/back.html", shown(study, old))
    revision, give_up = request.POST.get("revision", ""), request.POST.get("give_up") == "yes"
    try:
        version = go_back(study, number, revision=revision, by=request.user, at=timezone.now(), give_up=give_up)  # type: ignore[arg-type]
    except ConflictError as conflict:
        page = shown(study, old, problem=f"{conflict} Nothing was published. Look at it again.")
        return render(request, "researcher/back.html", page, status=409)
    except DraftError as error:
        return render(request, "researcher/back.html", shown(study, old, problem=str(error)), status=422)
    except DefinitionError as error:
        page = shown(study, old, faults=error.faults, problem="Nothing was published: the old document has faults.")
        return render(request, "researcher/back.html", page, status=422)
    messages.success(request, f"Version {version.number} is published; it is as version {number} was.")
    return redirect("versions", slug)


def shown(study: Study, old: Version, **more: Any) -> dict[str, Any]:
    """What the template prints."""
    draft, newest = draft_of(study), study.versions.latest("number")
    page: dict[str, Any] = {
        "study": study,
        "old": old,
        "number": newest.number + 1,
        "newest": newest.number,
        "revision": revision_of(study, draft),
        "draft": draft if has_changes(study, draft) else None,
        "changes": compare_versions(newest.pk, old.pk),
        **PLACE,
        **more,
    }
    try:
        going_back_to(study, old.number)
    except DraftError as error:
        page["never"] = str(error)
    return page
