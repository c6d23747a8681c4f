from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "surveys.enrolment"
    label = "enrolment"
    verbose_name = "Who takes part"
