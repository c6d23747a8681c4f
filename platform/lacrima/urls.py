"""All addresses."""

from django.urls import include, path

from lacrima.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("surveys.api.urls")),
    path("", include("surveys.pages.urls")),
]
