"""Participants' addresses."""

from django.urls import path

from surveys.pages.participant.back import coming_back
from surveys.pages.participant.coming_back import calendar, own_code
from surveys.pages.participant.consent_copy import consent_copy, consent_file
from surveys.pages.participant.evidence import evidence
from surveys.pages.participant.films import film
from surveys.pages.participant.help import support
from surveys.pages.participant.journey import journey
from surveys.pages.participant.mails import confirming, mails
from surveys.pages.participant.mydata import mydata
from surveys.pages.participant.start import information
from surveys.pages.participant.stopping import stopping
from surveys.pages.participant.whole import whole

urlpatterns = [
    path("s/<slug:slug>/", information, name="start"),
    path("p/<str:token>/", journey, name="journey"),
    path("p/<str:token>/film", evidence, name="evidence"),
    path("p/<str:token>/stop", stopping, name="stop"),
    path("p/<str:token>/data", mydata, name="data"),
    path("p/<str:token>/consent", consent_copy, name="consent"),
    path("p/<str:token>/consent.pdf", consent_file, name="consent_file"),
    path("p/<str:token>/mails", mails, name="mails"),
    path("p/<str:token>/calendar.ics", calendar, name="calendar"),
    path("p/<str:token>/code.svg", own_code, name="own_code"),
    path("c/<str:token>/", confirming, name="confirm"),
    path("f/<str:signed>/<str:name>", film, name="film"),
    path("back/", coming_back, name="back"),
    path("support/", support, name="support"),
    # Mails and chats cut the slash off a link's end.
    path("s/<slug:slug>", whole, {"name": "start"}),
    path("p/<str:token>", whole, {"name": "journey"}),
]
