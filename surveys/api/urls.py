"""Addresses for programs, under api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from surveys.api.exports import ExportFileView, ExportsView, ExportView
from surveys.api.films import FilmReportView
from surveys.api.findings import FindingsView
from surveys.api.studies import StudiesView, StudyView
from surveys.api.versions import VersionsView, VersionView

urlpatterns = [
    path("studies/", StudiesView.as_view(), name="api_studies"),
    path("studies/<slug:slug>/", StudyView.as_view(), name="api_study"),
    path("studies/<slug:slug>/versions/", VersionsView.as_view(), name="api_versions"),
    path("studies/<slug:slug>/versions/<int:number>/", VersionView.as_view(), name="api_version"),
    path("studies/<slug:slug>/findings/", FindingsView.as_view(), name="api_findings"),
    path("studies/<slug:slug>/films/", FilmReportView.as_view(), name="api_films"),
    path("studies/<slug:slug>/exports/", ExportsView.as_view(), name="api_exports"),
    path("studies/<slug:slug>/exports/<int:number>/", ExportView.as_view(), name="api_export"),
    path("studies/<slug:slug>/exports/<int:number>/file/", ExportFileView.as_view(), name="api_export_file"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="api_schema"),
]
