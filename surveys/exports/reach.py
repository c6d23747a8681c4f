"""Which exports a user may take home."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet

from surveys.exports.models import Export
from surveys.protocols.access import studies_editable_by, studies_owned_by


def exports_open_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Export]:
    """Those of the studies that this user owns or edits; words that people typed are for owners alone."""
    owned = Q(study__in=studies_owned_by(user))
    return Export.objects.filter(owned | ~Q(layout=Export.Layout.TEXTS), study__in=studies_editable_by(user))
