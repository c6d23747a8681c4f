"""Addresses of what a study's people saw, under researcher/."""

from django.urls import path

from surveys.pages.researcher.viewing_file import viewing_file
from surveys.pages.researcher.viewings import viewing_strips, viewings

urlpatterns = [
    path("<slug:slug>/films/", viewings, name="viewings"),
    path("<slug:slug>/films/<slug:step>/people/", viewing_strips, name="viewing_strips"),
    path("<slug:slug>/films/<slug:step>/<slug:kind>.<str:ending>", viewing_file, name="viewing_file"),
]
