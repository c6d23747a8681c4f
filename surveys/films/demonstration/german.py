"""The captions of the demonstration films in German, by their English words."""

WORDS = {
    "Every evening, her father sailed out to fish.": "Jeden Abend fuhr ihr Vater hinaus zum Fischen.",
    "And every evening, she climbed up to light the lamp for him.": (
        "Und jeden Abend stieg sie hinauf und zündete die Lampe für ihn an."
    ),
    "So that he would find the way home.": "Damit er den Weg nach Hause findet.",
    "Two flashes of his lantern: good night.": "Zweimal blinkt seine Laterne: Gute Nacht.",
    "Two flashes of the lamp: sleep well.": "Zweimal blinkt die Lampe: Schlaf gut.",
    "[Thunder] That night the wind turned.": "[Donner] In dieser Nacht drehte der Wind.",
    "Then she could no longer see his lantern.": "Dann sah sie seine Laterne nicht mehr.",
    "She kept the lamp burning until the morning.": "Sie ließ die Lampe brennen bis zum Morgen.",
    "In the morning the sea was still.": "Am Morgen war das Meer still.",
    "She waited for two flashes.": "Sie wartete auf zwei Blinkzeichen.",
    "In the evening she lit the lamp again.": "Am Abend zündete sie die Lampe wieder an.",
    "Two flashes.": "Zwei Blinkzeichen.",
    "He had followed her light home.": "Er war ihrem Licht nach Hause gefolgt.",
    "A small harbour in the morning.": "Ein kleiner Hafen am Morgen.",
    "Four boats lie at the quay.": "Vier Boote liegen am Kai.",
    "A crane unloads a coastal ship.": "Ein Kran entlädt ein Küstenschiff.",
    "Each crate weighs about two tonnes.": "Jede Kiste wiegt etwa zwei Tonnen.",
    "Buoys mark the way in.": "Bojen zeigen die Einfahrt.",
    "In Europe, the red ones are on the left, the green ones on the right.": (
        "In Europa liegen die roten links, die grünen rechts."
    ),
    "A gauge on the wall shows the height of the water.": "Ein Pegel an der Mauer zeigt, wie hoch das Wasser steht.",
    "The water rises and falls twice a day.": "Zweimal am Tag steigt und fällt das Wasser.",
    "In the evening, the lamps are switched on.": "Am Abend werden die Lampen eingeschaltet.",
    "Tomorrow the ferry leaves at seven.": "Morgen fährt die Fähre um sieben.",
    "The sun comes up over the hills.": "Die Sonne geht über den Hügeln auf.",
    "It is going to be a mild day.": "Es wird ein milder Tag.",
    "The cat has found the warm place.": "Die Katze hat den warmen Platz gefunden.",
    "The tea is still hot.": "Der Tee ist noch heiß.",
    "A duck takes her five young for a swim.": "Eine Ente geht mit ihren fünf Küken schwimmen.",
    "One of them is a little slow.": "Eines ist ein wenig langsam.",
    "It catches up.": "Es holt sie ein.",
    "In the meadow nobody is in a hurry.": "Auf der Wiese hat es niemand eilig.",
    "There is time to look around.": "Man hat Zeit, sich umzusehen.",
    "In the evening the windows are bright.": "Am Abend sind die Fenster hell.",
    "Everybody is home.": "Alle sind zu Hause.",
}
