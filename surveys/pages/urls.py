"""Addresses for people."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [path("", include("surveys.pages.participant.urls"))]
if find_spec("surveys.pages.researcher"):
    urlpatterns.append(path("researcher/", include("surveys.pages.researcher.urls")))
