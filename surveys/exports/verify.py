"""Whether every file that can be handed out is the one that was made."""

from collections.abc import Iterator
from datetime import datetime

from surveys.exports.build import digest_of
from surveys.exports.folder import file_of
from surveys.exports.models import Export
from surveys.exports.sweep import sweep


def verify(now: datetime) -> list[str]:
    """A sentence for every fault; what has expired, or holds somebody who left, is deleted first."""
    sweep(at=now)
    return list(faults())


def faults() -> Iterator[str]:
    """Files that are gone, or that are not what was entered."""
    for export in Export.objects.filter(state=Export.State.DONE).select_related("study").order_by("pk"):
        path = file_of(export)
        try:
            digest = digest_of(path)
        except OSError as error:
            yield f"Exports: the file of {export.pk} ({export.study.slug}) can't be read: {error.strerror}."
            continue
        if digest != export.sha256:
            yield f"Exports: the file of {export.pk} ({export.study.slug}) was changed after it was made."
        if path.stat().st_mode & 0o077:
            yield f"Exports: the file of {export.pk} ({export.study.slug}) can be read by others."
