"""Addresses for people."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("surveys.pages.participant.urls")),
    # Participants come by their study's link; whoever types the bare address works here.
    path("", RedirectView.as_view(url="/researcher/")),
    path("researcher/", include("surveys.pages.researcher.urls")),
    path("researcher/", include("surveys.pages.researcher.people_urls")),
    path("researcher/", include("surveys.pages.researcher.viewing_urls")),
    path("researcher/", include("surveys.pages.researcher.film_report_urls")),
    path("researcher/", include("surveys.pages.researcher.document_urls")),
    path("researcher/", include("surveys.pages.researcher.instrument_urls")),
    path("researcher/", include("surveys.pages.researcher.film_urls")),
]
