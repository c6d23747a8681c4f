"""Addresses for programs, under api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from surveys.api.findings import FindingsView
from surveys.api.studies import StudiesView

urlpatterns = [
    path("studies/", StudiesView.as_view(), name="api_studies"),
    path("studies/<slug:slug>/findings/", FindingsView.as_view(), name="api_findings"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="api_schema"),
]
