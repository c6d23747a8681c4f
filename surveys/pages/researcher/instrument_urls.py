"""Addresses of the library of instruments, under researcher/; after those of studies, of which one may be called so."""

from django.urls import path

from surveys.pages.researcher.instruments import instrument, instrument_file, instruments

urlpatterns = [
    path("instruments/", instruments, name="instruments"),
    path("instruments/<slug:name>/", instrument, name="instrument"),
    path("instruments/<slug:name>.yaml", instrument_file, name="instrument_file"),
]
