"""A connection of its own that sees the database as it was at one moment, however long a file takes."""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from surveys.protocols.models import Study

Connection = psycopg.Connection[tuple[Any, ...]]
BLOCK = 64
# A statement of a participant's page may take a minute; a file takes as long as its task may.
SECONDS = 280
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ"
# In parallel it would take both processors from participants.
SETTINGS = {"statement_timeout": f"{SECONDS}s", "max_parallel_workers_per_gather": "0", "jit": "off"}


@contextmanager
def snapshot(study: Study, name: str) -> Iterator[Connection]:
    """The connection, inside a transaction that is rolled back at the end; PostgreSQL lists it under `name`."""
    wrapper = connection.copy()
    wrapper.connect()
    raw: Connection = wrapper.connection
    try:
        raw.execute("SELECT set_config('application_name', %s, false)", [name])
        raw.execute(BEGIN)
        prepare(raw, study)
        yield raw
    finally:
        wrapper.close()


def prepare(raw: Connection, study: Study) -> None:
    """Set for this transaction what the queries of an export rely on."""
    for setting, value in SETTINGS.items():
        raw.execute("SELECT set_config(%s, %s, true)", [setting, value])
    name_by(raw, hmac.digest(settings.SECRET_KEY.encode(), f"pseudonym:{study.pk}".encode(), "sha256"))


def name_anew(raw: Connection) -> None:
    """Give people names that no other file has: the key is thrown away with the transaction."""
    name_by(raw, secrets.token_bytes(32))


def name_by(raw: Connection, key: bytes) -> None:
    """Let people's names in this transaction follow from a key: the study's own follows from the installation's."""
    outer, inner = key_halves(key)
    for setting, value in {"lacrima.outer": outer.hex(), "lacrima.inner": inner.hex()}.items():
        raw.execute("SELECT set_config(%s, %s, true)", [setting, value])


def key_halves(key: bytes) -> tuple[bytes, bytes]:
    """The two blocks of HMAC-SHA-256 (RFC 2104) with a key."""
    key = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x5C for byte in key), bytes(byte ^ 0x36 for byte in key)
