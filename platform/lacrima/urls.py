"""All addresses."""

from importlib.util import find_spec

from django.urls import include, path

from lacrima.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("accounts/", include("allauth.urls")),
]
urlpatterns += [
    path(prefix, include(door))
    for prefix, door in [("api/v1/", "surveys.api.urls"), ("", "surveys.pages.urls")]
    if find_spec(door)
]
