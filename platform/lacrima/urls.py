"""All addresses."""

from django.urls import include, path

# The OpenAPI document learns from it how a token is sent; here, since only what answers requests makes that document.
from lacrima.accounts import token_scheme  # noqa: F401
from lacrima.health import health

handler400 = "lacrima.error_pages.bad_request"
handler403 = "lacrima.error_pages.permission_denied"
handler404 = "lacrima.error_pages.page_not_found"
handler500 = "lacrima.error_pages.server_error"
urlpatterns = [
    path("health/", health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("surveys.api.urls")),
    path("", include("surveys.pages.urls")),
]
