"""Addresses of the validation report, under researcher/."""

from django.urls import path

from surveys.pages.researcher.film_report import report_page
from surveys.pages.researcher.film_report_file import film_report_file

urlpatterns = [
    path("<slug:slug>/films/report/", report_page, name="film_report"),
    # One part more than the files of a step called “report” have.
    path("<slug:slug>/films/report/files/<slug:kind>.<str:ending>", film_report_file, name="film_report_file"),
]
