"""Begin a study: a small one, or a copy."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys.protocols.access import studies_visible_to
from surveys.protocols.draft import DraftError
from surveys.protocols.new_study import new_study


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The form, and the study that it makes."""
    visible = studies_visible_to(request.user).only("slug", "title").order_by("title")
    slug, title = request.POST.get("slug", "").strip(), request.POST.get("title", "").strip()
    copy_of = request.POST.get("copy_of", request.GET.get("copy_of", ""))
    page = {"studies": visible, "slug": slug, "title": title, "copy_of": copy_of, "page_title": "New study"}
    if request.method != "POST":
        return render(request, "researcher/new.html", page)
    copied = visible.filter(slug=copy_of).first() if copy_of else None
    try:
        if copy_of and copied is None:
            raise DraftError("The study that you want to copy isn't there.")
        study = new_study(slug, title, by=request.user, at=timezone.now(), copy_of=copied)  # type: ignore[arg-type]
    except DraftError as error:
        return render(request, "researcher/new.html", {**page, "problem": str(error)}, status=422)
    messages.success(request, "The study is here. Nobody can take it before you publish it.")
    return redirect("document", study.slug)
