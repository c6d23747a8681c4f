"""Researchers' addresses, under researcher/."""

from django.urls import path

from surveys.pages.researcher.exports import (
    ask_export,
    cancel_export,
    codebook,
    codebook_file,
    export_file,
    exports,
)
from surveys.pages.researcher.findings import findings
from surveys.pages.researcher.picture import picture
from surveys.pages.researcher.studies import studies
from surveys.pages.researcher.table_file import table_file
from surveys.pages.researcher.unblind import unblind

urlpatterns = [
    path("", studies, name="studies"),
    path("<slug:slug>/findings/", findings, name="findings"),
    path("<slug:slug>/findings/unblind/", unblind, name="unblind"),
    path("<slug:slug>/findings/<slug:kind>/<str:name>.csv", table_file, name="table_file"),
    path("<slug:slug>/findings/<slug:kind>/<str:name>.<str:ending>", picture, name="picture"),
    path("<slug:slug>/data/", exports, name="exports"),
    path("<slug:slug>/data/ask/", ask_export, name="ask_export"),
    path("<slug:slug>/data/codebook/", codebook, name="codebook"),
    path("<slug:slug>/data/codebook.csv", codebook_file, name="codebook_file"),
    path("<slug:slug>/data/<int:number>/cancel/", cancel_export, name="cancel_export"),
    path("<slug:slug>/data/<int:number>/file/", export_file, name="export_file"),
]
