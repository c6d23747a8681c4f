"""Addresses of a study's people, under researcher/."""

from django.urls import path

from surveys.pages.researcher.made_up import clear_people, simulate_people, test_person
from surveys.pages.researcher.people import people
from surveys.pages.researcher.qr_code import qr_code

urlpatterns = [
    path("<slug:slug>/people/", people, name="people"),
    path("<slug:slug>/people/qr.<str:kind>", qr_code, name="qr_code"),
    path("<slug:slug>/people/test/", test_person, name="test_person"),
    path("<slug:slug>/people/simulate/", simulate_people, name="simulate_people"),
    path("<slug:slug>/people/clear/", clear_people, name="clear_people"),
]
