"""The Django project: settings, the two set-up commands, the embedded parts, accounts."""
