"""The people who sign in: researchers and admins."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, their way in, and the tokens of their programs."""

    name = "lacrima.accounts"
    label = "accounts"
    verbose_name = "Accounts"
