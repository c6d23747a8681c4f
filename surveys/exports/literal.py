"""Values written into SQL where PostgreSQL takes no parameters: inside COPY."""

import json
from typing import Any

from psycopg import sql


def literal(value: str | float) -> str:
    """A text or number, quoted as PostgreSQL reads it."""
    return sql.Literal(value).as_string(None).strip()


def json_literal(value: Any) -> str:
    """A value as jsonb."""
    return f"{literal(json.dumps(value))}::jsonb"
