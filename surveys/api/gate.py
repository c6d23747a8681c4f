"""How programs come to a study: through the gate, with one answer for what isn't there and what may not be seen."""

from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from surveys.exports.models import Export
from surveys.exports.reach import exports_open_to
from surveys.protocols.access import studies_visible_to
from surveys.protocols.models import Study


def study_for(request: Request, slug: str) -> Study:
    """The study; NotFound with a sentence."""
    study = studies_visible_to(request.user).filter(slug=slug).first()
    if study is None:
        raise NotFound(f"There is no study “{slug}” that you may see.")
    return study


def export_for(request: Request, slug: str, number: int) -> Export:
    """The export of a study that this user may export; NotFound with a sentence."""
    export = exports_open_to(request.user).select_related("study").filter(study__slug=slug, pk=number).first()
    if export is None:
        raise NotFound(f"There is no export {number} of “{slug}” that you may see.")
    return export
