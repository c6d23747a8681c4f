"""Researchers' addresses, under researcher/."""

from django.urls import path

from surveys.pages.researcher.findings import findings
from surveys.pages.researcher.picture import picture
from surveys.pages.researcher.studies import studies

urlpatterns = [
    path("", studies, name="studies"),
    path("<slug:slug>/findings/", findings, name="findings"),
    path("<slug:slug>/findings/<str:outcome>.<str:theme>.svg", picture, name="picture"),
    path("<slug:slug>/findings/<str:group>/<str:outcome>.<str:theme>.svg", picture, name="group_picture"),
]
