"""Everything that can be set. Only this file reads the environment; docs/settings.md explains each variable."""

import os
import secrets
from pathlib import Path
from typing import Any

from lacrima.accounts.allauth_settings import *  # noqa: F403
from lacrima.environment import Environment
from lacrima.home import broker_url, database_url

# `surveys` and `templates` stand beside `platform`; in a wheel, templates are inside `lacrima`.
PACKAGE_DIR = Path(__file__).resolve().parent
BASE_DIR = PACKAGE_DIR.parent.parent

_read = Environment(os.environ)

# --- Where things are -------------------------------------------------------------------------------------------
LACRIMA_HOME = Path(_read.text("LACRIMA_HOME", str(BASE_DIR / ".lacrima"))).expanduser().absolute()
EMBEDDED = not _read.text("DATABASE_URL", "")
MEDIA_ROOT = Path(_read.text("LACRIMA_FILMS", str(LACRIMA_HOME / "films")))
EXPORTS_ROOT = Path(_read.text("LACRIMA_EXPORTS", str(LACRIMA_HOME / "exports")))
# The hashes of those who left, for as long as a backup may still hold them: docs/backup.md.
DEPARTURES = Path(_read.text("LACRIMA_DEPARTURES", str(LACRIMA_HOME / "departures")))
BACKUP_DAYS = _read.number("LACRIMA_BACKUP_DAYS", default=90, least=1, most=3650)
STATIC_ROOT = LACRIMA_HOME / "static"
STATIC_URL = "/static/"

# --- Films ------------------------------------------------------------------------------------------------------
# They lie in LACRIMA_FILMS and are sent by Lacrima itself, or by nginx under this location, or they lie in a bucket.
FILMS_ACCEL = _read.folder_of_address("LACRIMA_FILMS_ACCEL")
FILMS_BUCKET = _read.bucket("LACRIMA_FILMS_BUCKET")
FILMS_ENDPOINT = _read.origin("LACRIMA_FILMS_ENDPOINT")
FILMS_REGION = _read.text("LACRIMA_FILMS_REGION", None if FILMS_BUCKET else "")
FILMS_KEY_ID = _read.text("AWS_ACCESS_KEY_ID", None if FILMS_BUCKET else "")
FILMS_SECRET_KEY = _read.text("AWS_SECRET_ACCESS_KEY", None if FILMS_BUCKET else "")
_read.at_most_one("LACRIMA_FILMS_ACCEL", "LACRIMA_FILMS_BUCKET")
FILMS_ORIGIN = (FILMS_ENDPOINT or f"https://{FILMS_BUCKET}.s3.{FILMS_REGION}.amazonaws.com") if FILMS_BUCKET else ""
FILMS_SOURCES = f"'self' {FILMS_ORIGIN}".strip()

# What a film may be at most, and how films are made ready: so many at once here (0: none), with so many threads.
FILM_MAX_BYTES = 1_000_000 * _read.number("LACRIMA_FILM_MB", default=500, least=1, most=5_000)
FILM_MAX_MINUTES = _read.number("LACRIMA_FILM_MINUTES", default=180, least=1, most=600)
TRANSCODES_AT_ONCE = _read.number("LACRIMA_TRANSCODES", default=1, least=0, most=16)
TRANSCODE_THREADS = _read.number("LACRIMA_TRANSCODE_THREADS", default=1, least=1, most=64)
TRANSCODE_ROOT = LACRIMA_HOME / "transcode"


def _kept_secret_key() -> str:
    """The secret key of an embedded installation: made once, readable by its owner alone."""
    path = LACRIMA_HOME / "secret_key"
    if not path.exists():
        LACRIMA_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(64))
        try:
            # A link, not a rename: the first of two simultaneous starts wins, and both read its key.
            path.hardlink_to(made)
        except FileExistsError:
            pass
        made.unlink()
    return path.read_text().strip()


# --- Security ---------------------------------------------------------------------------------------------------
SECRET_KEY = _read.text("SECRET_KEY", "" if EMBEDDED else None, least=32) or _kept_secret_key()
SECRET_KEY_FALLBACKS = _read.words("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = _read.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else None)
HTTPS = _read.flag("LACRIMA_HTTPS", default=not EMBEDDED)
DEBUG = False

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []
X_FRAME_OPTIONS = "DENY"
# Nothing from elsewhere, but films from their bucket; nothing inline.
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src {FILMS_SOURCES}; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Uploads are small and stay in memory: of a larger body nothing is kept, and no file of it is written.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

# --- Application ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    # rest_framework itself is not installed, only used: its pages and template tags, which nobody sees, would be loaded
    # with the first template, 8 MB in every worker.
    "drf_spectacular",
    "django_linear_migrations",
    "lacrima.accounts",
    "surveys.ledger",
    "surveys.mail",
    "surveys.films",
    "surveys.protocols",
    "surveys.enrolment",
    "surveys.participation",
    "surveys.findings",
    "surveys.exports",
    "surveys.pages",
    "surveys.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lacrima.doors.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lacrima.doors.DatabaseGone",
]
# Participants have no account, no cookie and no time to lose: lacrima.doors takes their requests through these alone.
PARTICIPANT_PREFIXES = ("/p/", "/s/", "/f/", "/c/", "/back/", "/support/", "/health/")
PARTICIPANT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lacrima.doors.ParticipantHeaders",
    "lacrima.doors.DatabaseGone",
]
ROOT_URLCONF = "lacrima.urls"
WSGI_APPLICATION = "lacrima.wsgi.application"
ASGI_APPLICATION = "lacrima.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are taken from the source folders until `collectstatic` has been run for this process's settings.
COLLECTED_STATIC = _read.flag("LACRIMA_COLLECTED_STATIC", default=not EMBEDDED)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED_STATIC
if COLLECTED_STATIC:
    STORAGES["staticfiles"]["BACKEND"] = "lacrima.static_files.HashedModulesStorage"

LANGUAGE_CODE = "en"
# What participants' pages speak; researchers' pages are in English.
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("zh-hans", "简体中文"),
]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- Study clock ------------------------------------------------------------------------------------------------
FAST_CLOCK = _read.flag("LACRIMA_FAST_CLOCK", default=False)
# `wait`, `opens`, `closes` and `timer` are divided by this: with the fast clock, a minute lasts a second.
CLOCK_DIVISOR = 60 if FAST_CLOCK else 1

# --- Demonstration ----------------------------------------------------------------------------------------------
# So many simulated participants of the example study are made while the demonstration runs; then others follow slowly.
DEMO_PEOPLE = _read.number("LACRIMA_DEMO_PEOPLE", default=0, least=0, most=10_000)
DEMO_STUDY = "good-cry"

# --- Tests ------------------------------------------------------------------------------------------------------
# `manage.py test --full` runs the long versions.
FULL_TESTS = _read.flag("LACRIMA_FULL", default=False)

# --- Database ---------------------------------------------------------------------------------------------------
STATEMENT_SECONDS = _read.number("LACRIMA_STATEMENT_SECONDS", default=60, least=0, most=86_400)
_database_options: dict[str, Any] = {
    # Real parameters and early preparing: the few statements of a participant's page are planned once a connection.
    "server_side_binding": True,
    "prepare_threshold": 2,
    "application_name": "lacrima",
    "connect_timeout": 10,
    "options": (
        f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=60s"
        " -c synchronous_commit=on -c jit=off"
    ),
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_read.database("DATABASE_URL", database_url(LACRIMA_HOME)),
        "OPTIONS": _database_options,
        # Each thread keeps its connection: docs/decisions/0003-connections-of-threads.md
        "CONN_MAX_AGE": 3600,
    }
}

# --- Broker, cache, background ----------------------------------------------------------------------------------
BROKER_URL = _read.text("BROKER_URL", broker_url(LACRIMA_HOME) if EMBEDDED else None)
CACHE_URL = _read.text("CACHE_URL", broker_url(LACRIMA_HOME, scheme="unix", number=1) if EMBEDDED else "")
CACHES: dict[str, dict[str, Any]] = {
    # A cache that is gone is an empty cache, never an error.
    "default": {"BACKEND": "lacrima.cache.ForgivingCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
# A worker takes from both unless it is told which. Exports may have a worker of their own: no other task waits for one,
# and it never loads what statistics need.
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"celery": {}, "exports": {}}
CELERY_TASK_ROUTES = {"surveys.exports.tasks.build_next_export": {"queue": "exports"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(LACRIMA_HOME / "beat" / "schedule")
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": every_seconds, "options": {"expires": every_seconds}}
    for name, task, every_seconds in [
        ("score", "surveys.findings.tasks.score_new_responses", 2.0),
        ("rebuild", "surveys.findings.tasks.rebuild_changed_studies", 1.0),
        ("send", "surveys.mail.tasks.send_due", 2.0),
        ("confirm", "surveys.enrolment.tasks.ask_to_confirm", 2.0),
        ("remind", "surveys.participation.tasks.remind", 2.0),
        ("settle", "surveys.participation.tasks.settle_followups", 5.0),
        ("contacts", "surveys.participation.tasks.purge_contacts", 30.0),
        ("viewings", "surveys.participation.tasks.derive_viewings", 3.0),
        ("rosters", "surveys.enrolment.tasks.top_up_rosters", 60.0),
        ("abandoned", "surveys.participation.tasks.reissue_abandoned", 60.0),
        ("reissue", "surveys.participation.tasks.reissue_abandoned", 60.0),
        ("exports", "surveys.exports.tasks.build_next_export", 2.0),
        ("sweep", "surveys.exports.tasks.sweep_exports", 5.0),
        ("transcode", "surveys.films.tasks.start_transcoder", 3.0),
        ("purge", "surveys.enrolment.tasks.purge_unconsented", 3600.0),
        ("departures", "surveys.enrolment.tasks.expire_departures", 3600.0),
        ("unlink", "surveys.participation.tasks.unlink_past", 3600.0),
        *([("arrive", "surveys.participation.tasks.arrive", 5.0)] if DEMO_PEOPLE else []),
    ]
}

# --- Mail -------------------------------------------------------------------------------------------------------
_email_settings = _read.email("EMAIL_URL", "outbox:")
# Django's own mails (a forgotten password) go through the same outbox; without a host, mail stays there.
EMAIL_BACKEND = "surveys.mail.outbox.OutboxBackend"
EMAIL_HOST: str = _email_settings.get("host", "")
EMAIL_PORT: int = _email_settings.get("port", 25)
EMAIL_HOST_USER: str = _email_settings.get("user", "")
EMAIL_HOST_PASSWORD: str = _email_settings.get("password", "")
EMAIL_USE_TLS: bool = _email_settings.get("starttls", False)
EMAIL_USE_SSL: bool = _email_settings.get("ssl", False)
# A mail task holds a row lock while SMTP runs.
EMAIL_TIMEOUT = 10
# Mails lead back here; an address without a slash at its end.
SITE_URL = _read.site("LACRIMA_URL", HTTPS, ALLOWED_HOSTS)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _read.text("LACRIMA_FROM", "Lacrima <noreply@localhost>")

# --- Accounts: lacrima/accounts/allauth_settings.py -------------------------------------------------------------
LOGIN_REDIRECT_URL = "/researcher/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"

# --- API --------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "lacrima.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lacrima",
    "DESCRIPTION": "Studies, findings and exports, for programs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Logs -------------------------------------------------------------------------------------------------------
# A participant's link is the key to a person's answers: it never reaches a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_links": {"()": "lacrima.logs.WithoutLinks"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_links"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
