"""Addresses of the library of films, under researcher/; after those of studies, of which one may be called so."""

from django.urls import path

from surveys.pages.researcher.film_add import add_film, replace
from surveys.pages.researcher.film_change import delete, describe_film, ready_again
from surveys.pages.researcher.film_library import film_page, film_state, films
from surveys.pages.researcher.film_take import take

urlpatterns = [
    path("films/", films, name="films"),
    path("films/add/", add_film, name="add_film"),
    path("films/<slug:sha256>/", film_page, name="library_film"),
    path("films/<slug:sha256>/state/", film_state, name="film_state"),
    path("films/<slug:sha256>/describe/", describe_film, name="describe_film"),
    path("films/<slug:sha256>/replace/", replace, name="replace_film"),
    path("films/<slug:sha256>/again/", ready_again, name="ready_again"),
    path("films/<slug:sha256>/delete/", delete, name="delete_film"),
    path("<slug:slug>/document/film/", take, name="take_film"),
]
