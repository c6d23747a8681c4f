"""What was done: the audit trail."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries that are only ever added, each holding the hash of the one before it."""

    name = "surveys.ledger"
    label = "ledger"
    verbose_name = "What was done"
