"""Addresses of a study's document, under researcher/."""

from django.urls import path

from surveys.pages.researcher.document import change_files, check_document, document, save_document
from surveys.pages.researcher.import_page import add_imported, import_page
from surveys.pages.researcher.language import language
from surveys.pages.researcher.new import new
from surveys.pages.researcher.preview import preview, preview_page
from surveys.pages.researcher.publish_page import open_or_close, publish_page, publish_study
from surveys.pages.researcher.translations import take_translations, translations, translators_file
from surveys.pages.researcher.versions import back, versions

urlpatterns = [
    path("new/", new, name="new_study"),
    path("language/", language, name="language"),
    path("<slug:slug>/document/", document, name="document"),
    path("<slug:slug>/document/save/", save_document, name="save_document"),
    path("<slug:slug>/document/files/", change_files, name="change_files"),
    path("<slug:slug>/document/check/", check_document, name="check_document"),
    path("<slug:slug>/document/languages/", translations, name="translations"),
    path("<slug:slug>/document/languages/take/", take_translations, name="take_translations"),
    path("<slug:slug>/document/languages/<str:language>.po", translators_file, name="translators_file"),
    path("<slug:slug>/document/import/", import_page, name="import_instrument"),
    path("<slug:slug>/document/import/add/", add_imported, name="add_imported"),
    path("<slug:slug>/preview/", preview, name="preview"),
    path("<slug:slug>/preview/page/", preview_page, name="preview_page"),
    path("<slug:slug>/publish/", publish_page, name="publish"),
    path("<slug:slug>/publish/now/", publish_study, name="publish_study"),
    path("<slug:slug>/publish/state/", open_or_close, name="open_or_close"),
    path("<slug:slug>/versions/", versions, name="versions"),
    path("<slug:slug>/versions/<int:number>/back/", back, name="go_back"),
]
