"""The settings: what is wrong stops the start with a sentence."""

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lacrima.celery import app
from tests.conftest import ROOT

SETTINGS = ROOT / "platform" / "lacrima" / "settings.py"
SECRET = "correct horse battery staple, and then some more letters 0123"
PRODUCTION = {
    "DATABASE_URL": "postgresql://lacrima:p%40ss@db.example.org:5433/studies",
    "BROKER_URL": "redis://broker.example.org:6379/0",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "studies.example.org, www.example.org",
}


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The settings under an environment in which only these variables are set."""

    def settings_with(**variables: str) -> dict[str, Any]:
        for name in variables_in_settings():
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LACRIMA_HOME", str(tmp_path))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return settings_with


def variables_in_settings() -> set[str]:
    return set(re.findall(r'_read\.\w+\(\s*"([A-Z_]+)"', SETTINGS.read_text()))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LACRIMA_FAST_CLOCK", "true", "LACRIMA_FAST_CLOCK='true': write yes or no."),
        ("LACRIMA_HTTPS", "", "LACRIMA_HTTPS='': write yes or no."),
        ("LACRIMA_STATEMENT_SECONDS", "many", "LACRIMA_STATEMENT_SECONDS='many': write a whole number from 0 to"),
        ("LACRIMA_STATEMENT_SECONDS", "-1", "LACRIMA_STATEMENT_SECONDS='-1': write a whole number from 0 to 86400."),
        ("LACRIMA_STATEMENT_SECONDS", "²", "LACRIMA_STATEMENT_SECONDS='²': write a whole number from 0 to 86400."),
        ("DATABASE_URL", "sqlite:///lacrima.db", "DATABASE_URL: write postgresql://"),
        ("DATABASE_URL", "postgresql://host", "DATABASE_URL: write postgresql://"),
        ("DATABASE_URL", "postgresql://host:port/name", "DATABASE_URL: write postgresql://"),
        ("DATABASE_URL", "postgresql:///name?sslmode=off", "DATABASE_URL: “sslmode” can't be set there"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL: write outbox:, smtp://"),
        ("EMAIL_URL", "smtp://mail.example.org:many", "EMAIL_URL: write outbox:, smtp://"),
        ("SECRET_KEY", "short", "SECRET_KEY is too short: write at least 32 characters."),
        ("ALLOWED_HOSTS", " , ", "ALLOWED_HOSTS is empty: write one or more values, separated by commas."),
        ("LACRIMA_FILMS_ACCEL", "films", "LACRIMA_FILMS_ACCEL='films': write /protected-films/, with a /"),
        ("LACRIMA_FILMS_BUCKET", "My.Bucket", "LACRIMA_FILMS_BUCKET='My.Bucket': write 3 to 63 lower-case letters"),
        ("LACRIMA_FILMS_BUCKET", "films", "LACRIMA_FILMS_REGION is not set: docs/settings.md says what it must be."),
        ("LACRIMA_FILMS_ENDPOINT", "https://s3.example.org/; script-src *", "write https://s3.example.org, without"),
    ],
)
def test_a_wrong_value_is_a_sentence(settings_with: Any, name: str, value: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        settings_with(**PRODUCTION | {name: value})


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "BROKER_URL"])
def test_production_guesses_nothing(settings_with: Any, name: str) -> None:
    variables = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=f"{name} is not set: docs/settings.md says what it must be."):
        settings_with(**variables)


def test_production_is_what_was_written(settings_with: Any) -> None:
    production = settings_with(**PRODUCTION, EMAIL_URL="smtps://me:secret@mail.example.org")

    database = production["DATABASES"]["default"]
    assert [database[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "db.example.org", "5433", "studies", "lacrima", "p@ss",
    ]  # fmt: skip
    assert production["ALLOWED_HOSTS"] == ["studies.example.org", "www.example.org"]
    mail = [production[f"EMAIL_{key}"] for key in ("HOST", "PORT", "USE_SSL")]
    assert mail == ["mail.example.org", 465, True]
    assert production["SECRET_KEY"] == SECRET
    assert production["SESSION_COOKIE_SECURE"] and production["SECURE_SSL_REDIRECT"]


def test_an_embedded_installation_keeps_its_secret(settings_with: Any, tmp_path: Path) -> None:
    first, second = settings_with(), settings_with()

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) > 60
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_fast_clock_divides_by_sixty(settings_with: Any) -> None:
    assert settings_with()["CLOCK_DIVISOR"] == 1
    assert settings_with(LACRIMA_FAST_CLOCK="yes")["CLOCK_DIVISOR"] == 60


def test_an_acknowledged_answer_is_a_written_one(settings_with: Any) -> None:
    assert "synchronous_commit=on" in settings_with()["DATABASES"]["default"]["OPTIONS"]["options"]


def test_every_task_is_due_some_time_and_known() -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if name.startswith("surveys.")}

    # The desk asks for simulated people, and the demonstration alone lets them arrive.
    asked_for = {"surveys.participation.tasks.simulate", "surveys.participation.tasks.arrive"}
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == ours - asked_for


def test_no_task_is_handed_out_twice_while_it_runs() -> None:
    longest = max([settings.CELERY_TASK_TIME_LIMIT, *(task.time_limit or 0 for task in app.tasks.values())])

    assert longest < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert settings.CELERY_TASK_ACKS_LATE and settings.CELERY_TASK_REJECT_ON_WORKER_LOST


def test_every_variable_is_documented() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), flags=re.MULTILINE))
    assert documented == variables_in_settings()


def test_nothing_inline_and_nothing_from_elsewhere(settings_with: Any) -> None:
    policy = settings_with()["CONTENT_SECURITY_POLICY"]
    assert "unsafe" not in policy and "http" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy


BUCKET = {
    "LACRIMA_FILMS_BUCKET": "films-of-ours",
    "LACRIMA_FILMS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "an-id",
    "AWS_SECRET_ACCESS_KEY": "a-secret",
}


def test_films_alone_may_come_from_the_bucket_and_from_no_other_origin(settings_with: Any) -> None:
    policy = settings_with(**PRODUCTION, **BUCKET)["CONTENT_SECURITY_POLICY"]
    elsewhere = settings_with(**PRODUCTION, **BUCKET, LACRIMA_FILMS_ENDPOINT="https://s3.example.org:9000")

    assert "; media-src 'self' https://films-of-ours.s3.eu-central-1.amazonaws.com; " in policy
    assert policy.count("http") == 1
    assert "; media-src 'self' https://s3.example.org:9000; " in elsewhere["CONTENT_SECURITY_POLICY"]
    assert "; media-src 'self'; " in settings_with(**PRODUCTION)["CONTENT_SECURITY_POLICY"]


@pytest.mark.parametrize("missing", sorted(BUCKET)[:2])
def test_a_bucket_without_its_keys_is_a_sentence(settings_with: Any, missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{missing} is not set"):
        settings_with(**PRODUCTION, **{key: value for key, value in BUCKET.items() if key != missing})


def test_films_are_sent_by_nginx_or_by_a_bucket(settings_with: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="can't be set together"):
        settings_with(**PRODUCTION, **BUCKET, LACRIMA_FILMS_ACCEL="/protected-films/")


def test_djangos_own_deployment_check_is_clean(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "LACRIMA_HOME": str(tmp_path), **PRODUCTION},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_wrong_setting_ends_a_command_with_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "LACRIMA_HOME": str(tmp_path), "LACRIMA_FAST_CLOCK": "maybe"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "LACRIMA_FAST_CLOCK='maybe': write yes or no.\n"
