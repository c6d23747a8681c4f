"""The walk of tests/bench/study/ as an oTree app, as its documentation would have one write it."""

# ruff: noqa
# mypy: ignore-errors
from otree.api import *

CHOICES = [[1, "Not at all"], [2, "A little"], [3, "Somewhat"], [4, "Quite a lot"], [5, "Extremely"]]


class C(BaseConstants):
    NAME_IN_URL = "walk"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


def felt(word):
    return models.IntegerField(label="I feel " + word, choices=CHOICES, widget=widgets.RadioSelectHorizontal)


class Player(BasePlayer):
    consent = models.IntegerField(label="I agree to take part.", choices=[[1, "Yes"]], widget=widgets.RadioSelect)
    before_calm = felt("calm")
    before_tense = felt("tense")
    before_cheerful = felt("cheerful")
    before_sad = felt("sad")
    before_tired = felt("tired")
    before_awake = felt("awake")
    before_lonely = felt("lonely")
    before_loved = felt("loved")
    before_angry = felt("angry")
    before_gentle = felt("gentle")
    before_worried = felt("worried")
    before_safe = felt("safe")
    before_restless = felt("restless")
    before_hopeful = felt("hopeful")
    before_ashamed = felt("ashamed")
    before_proud = felt("proud")
    before_bored = felt("bored")
    before_moved = felt("moved")
    before_empty = felt("empty")
    before_grateful = felt("grateful")
    after_calm = felt("calm")
    after_tense = felt("tense")
    after_cheerful = felt("cheerful")
    after_sad = felt("sad")
    after_tired = felt("tired")
    after_awake = felt("awake")
    after_lonely = felt("lonely")
    after_loved = felt("loved")
    after_angry = felt("angry")
    after_gentle = felt("gentle")
    after_worried = felt("worried")
    after_safe = felt("safe")
    after_restless = felt("restless")
    after_hopeful = felt("hopeful")
    after_ashamed = felt("ashamed")
    after_proud = felt("proud")
    after_bored = felt("bored")
    after_moved = felt("moved")
    after_empty = felt("empty")
    after_grateful = felt("grateful")


WORDS = (
    "calm tense cheerful sad tired awake lonely loved angry gentle "
    "worried safe restless hopeful ashamed proud bored moved empty grateful"
).split()


class Welcome(Page):
    pass


class Consent(Page):
    form_model = "player"
    form_fields = ["consent"]


class Before(Page):
    form_model = "player"
    form_fields = ["before_" + word for word in WORDS]


class Film(Page):
    pass


class After(Page):
    form_model = "player"
    form_fields = ["after_" + word for word in WORDS]


class Debrief(Page):
    pass


page_sequence = [Welcome, Consent, Before, Film, After, Debrief]
