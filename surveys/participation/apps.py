from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "surveys.participation"
    label = "participation"
    verbose_name = "What they do"
