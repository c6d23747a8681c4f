"""What is sent: the outbox."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Mails as rows, each written once and sent once."""

    name = "surveys.mail"
    label = "mail"
    verbose_name = "What is sent"
