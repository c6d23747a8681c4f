"""Every field says what it tells about a person."""

from collections.abc import Iterable
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

CLASSES = {"direct", "quasi", "sensitive", "answer", "technical"}
# Tables that libraries bring hold accounts, never participants.
OF_OTHERS = {
    "account.EmailAddress": {"direct": ["user", "email"], "technical": ["id", "verified", "primary"]},
    "account.EmailConfirmation": {"technical": ["id", "email_address", "created", "sent", "key"]},
    "auth.Group": {"technical": ["id", "name"]},
    "auth.Group_permissions": {"technical": ["id", "group", "permission"]},
    "auth.Permission": {"technical": ["id", "name", "content_type", "codename"]},
    "contenttypes.ContentType": {"technical": ["id", "app_label", "model"]},
    "sessions.Session": {"direct": ["session_key", "session_data"], "technical": ["expire_date"]},
    "accounts.User_groups": {"technical": ["id", "user", "group"]},
    "accounts.User_user_permissions": {"technical": ["id", "user", "permission"]},
}


def classes_of(model: Any) -> dict[str, str]:
    """What a model, or for a library's model the list above, says of its fields."""
    if listed := OF_OTHERS.get(model._meta.label):
        return {field: name for name, fields in listed.items() for field in fields}
    return dict(vars(model).get("privacy", {}))


def without_a_class(tables: Iterable[Any]) -> list[str]:
    """The fields without a privacy class or with one that doesn't exist, and the classes without a field."""
    faults = []
    for model in tables:
        said, there = classes_of(model), {field.name for field in model._meta.concrete_fields}
        wrong = {field for field, name in said.items() if name not in CLASSES}
        faults += [f"{model._meta.label}.{field}" for field in sorted((there ^ said.keys()) | wrong)]
    return faults


@pytest.mark.promise("P2")
def test_every_field_has_a_privacy_class() -> None:
    assert without_a_class(apps.get_models(include_auto_created=True)) == []


@isolate_apps("surveys.mail")
def test_control_a_field_without_a_class_is_found() -> None:
    class Letter(models.Model):  # noqa: DJ008
        privacy: ClassVar[dict[str, str]] = {"id": "technical", "to": "secret", "gone": "direct"}
        to = models.TextField()
        text = models.TextField()

        class Meta:
            app_label = "mail"

    assert without_a_class([Letter]) == ["mail.Letter.gone", "mail.Letter.text", "mail.Letter.to"]
