"""What is heard: one theme for the lighthouse that comes home or does not, and two quieter scores."""

from surveys.films.demonstration.tones import (
    Note,
    Sound,
    birdsong,
    gull,
    in_a_room,
    mastered,
    mix,
    noise,
    play,
    rain,
    sea,
    shaped,
    silence,
    thunder,
    wind,
)

SECONDS = 52.0
PARTING = 36.0
# MIDI numbers.
D2, A2, BB2, C3, D3, E3, F3, G3, A3, BB3, C4, D4, E4, F4, G4, A4, BB4, C5, D5, E5, F5, G5, A5, C6 = (
    38, 45, 46, 48, 50, 52, 53, 55, 57, 58, 60, 62, 64, 65, 67, 69, 70, 72, 74, 76, 77, 79, 81, 84,
)  # fmt: skip
F_MAJOR, D_MINOR, B_FLAT, C_MAJOR, A_MINOR = (F3, C4, A3), (D3, A3, F3), (BB2, F3, D4), (C3, G3, E4), (A2, E3, C4)


# Three tones of a chord; the melody over it as (beat, tone, beats held).
Bar = tuple[tuple[int, int, int], list[tuple[float, int, float]]]


def waltz(start: float, beat: float, bars: list[Bar]) -> list[Note]:
    """The notes of bars of three beats, from a second on: a broken chord below, a melody above."""
    notes: list[Note] = []
    for number, (chord, melody) in enumerate(bars):
        begin = start + number * 3 * beat
        notes += [(begin + place * beat, tone, beat * (3 - place), 0.34) for place, tone in enumerate(chord)]
        notes += [(begin + at * beat, tone, held * beat, 0.62) for at, tone, held in melody]
    return notes


def reunited_sound() -> Sound:
    """The theme comes back, and with it the two tones of the lantern."""
    base = _shared()
    play(base, "bell", [(40.0, A5, 1.6, 0.7), (40.8, C6, 2.4, 0.8)])
    bars: list[Bar] = [
        (F_MAJOR, [(0, A4, 2), (2, C5, 1)]),
        (D_MINOR, [(0, F5, 2), (2, E5, 1)]),
        (B_FLAT, [(0, D5, 1), (1, F5, 1), (2, G5, 1)]),
        (C_MAJOR, [(0, G5, 1.5), (1.5, E5, 1.5)]),
    ]
    play(base, "piano", waltz(41.2, 0.58, bars), 1.1)
    play(
        base,
        "piano",
        [(48.2, F3 - 12, 3, 0.5), (48.2, C4, 3, 0.4), (48.3, F4, 3, 0.4), (48.4, A4, 3, 0.5), (48.5, F5, 3, 0.6)],
    )
    for at, held, chord in (
        (41.0, 1.9, F_MAJOR),
        (42.9, 1.7, D_MINOR),
        (44.7, 1.7, B_FLAT),
        (46.4, 1.7, C_MAJOR),
        (48.1, 2.4, F_MAJOR),
    ):
        play(base, "strings", [(at, tone + 12 * (tone < 52), held, 0.95) for tone in chord], 0.9)
    play(base, "strings", [(44.7, D5, 1.7, 0.6), (46.4, E5, 1.7, 0.6), (48.1, F5, 2.4, 0.7)], 0.9)
    mix(base, gull(3), 42.4, 0.5, -0.4)
    mix(base, gull(4), 45.6, 0.4, 0.2)
    return mastered(in_a_room(base), PARTING)


def adrift_sound() -> Sound:
    """The theme begins and does not find its end; the lamp's two tones get no answer."""
    base = _shared()
    bars: list[Bar] = [(D_MINOR, [(0, A4, 2), (2, C5, 1)]), (B_FLAT, [(0, F5, 2), (2, E5, 1)])]
    play(base, "piano", waltz(41.2, 0.72, bars), 0.9)
    play(base, "piano", [(45.7, D5, 3, 0.5), (48.2, A4, 3, 0.4), (48.9, E5, 3, 0.3)])
    play(
        base,
        "strings",
        [(41.0, A3, 3.4, 0.5), (41.0, D4, 3.4, 0.5), (44.8, D3, 5.5, 0.7), (44.8, A3, 5.5, 0.6), (45.4, E4, 5.0, 0.5)],
    )
    play(base, "bell", [(46.2, F5, 1.6, 0.5), (47.0, A5, 2.6, 0.45)])
    mix(base, gull(3), 42.4, 0.4, -0.4)
    return mastered(in_a_room(base), PARTING)


def _shared() -> Sound:
    """All that both films have in common: everything to the parting, and sea and wind to the end."""
    base = _lighthouse_weather()
    play(base, "piano", _theme())
    play(
        base,
        "strings",
        [(9.0, F3, 5.2, 0.5), (9.0, C4, 5.2, 0.45), (13.5, F3, 6.5, 0.55), (13.5, A3, 6.5, 0.5), (15.7, C5, 4.5, 0.3)],
    )
    # The two flashes of the lantern and the two of the lamp.
    play(base, "bell", [(16.4, A5, 1.6, 0.7), (17.2, C6, 2.2, 0.75), (18.7, F5, 1.6, 0.55), (19.5, A5, 2.2, 0.6)])
    storm: list[Note] = [(21.0, D2, 6.8, 1.4), (21.6, A2, 6.0, 1.1), (22.6, F3, 5.0, 1.0), (23.6, D3, 4.0, 1.0)]
    storm += [(25.0, BB3, 2.6, 1.1), (25.6, D4, 2.0, 1.0), (26.2, E4, 1.4, 1.1), (26.6, G4, 1.0, 1.0)]
    play(base, "strings", storm, 1.2)
    play(base, "piano", [(22.8 + 0.42 * step, tone, 0.5, 0.45) for step, tone in enumerate((D3, A3, D4, F4) * 3)], 0.8)
    play(
        base,
        "piano",
        [
            (28.5, D2, 2.4, 0.6),
            (30.7, A4, 1.6, 0.5),
            (31.9, F4, 1.4, 0.45),
            (33.0, E4, 1.4, 0.42),
            (34.2, D4, 2.6, 0.42),
        ],
    )
    play(base, "strings", [(30.6, D3, 4.6, 0.45), (31.4, A3, 4.0, 0.4)])
    play(base, "piano", [(37.0, F4, 1.2, 0.4), (38.0, G4, 1.2, 0.4), (39.0, A4, 1.2, 0.4)])
    play(base, "strings", [(36.4, BB2 + 12, 3.0, 0.4), (36.4, F3, 3.0, 0.4)])
    return base


def _theme() -> list[Note]:
    bars: list[Bar] = [
        (F_MAJOR, [(0, A4, 2), (2, C5, 1)]),
        (D_MINOR, [(0, F5, 2), (2, E5, 1)]),
        (B_FLAT, [(0, D5, 2), (2, C5, 1)]),
        (C_MAJOR, [(0, G4, 2), (2, BB4, 1)]),
        (F_MAJOR, [(0, A4, 2), (2, C5, 1)]),
        (A_MINOR, [(0, E5, 2), (2, G5, 1)]),
        (B_FLAT, [(0, F5, 1), (1, E5, 1), (2, D5, 1)]),
        (F_MAJOR, [(0, C5, 3)]),
    ]
    return waltz(0.5, 0.72, bars)


def _lighthouse_weather() -> Sound:
    base = silence(SECONDS)
    gale = [(20.5, 0.0), (23.5, 1.0), (27.6, 1.15), (30.2, 0.8), (31.0, 0.3), (35.5, 0.1), (37.0, 0.0)]
    calm = [
        (0.0, 0.9),
        (9.0, 0.9),
        (9.9, 0.3),
        (14.4, 0.4),
        (15.2, 0.9),
        (22.0, 0.7),
        (24.0, 0.2),
        (35.5, 0.2),
        (37.0, 0.9),
        (49.0, 0.8),
        (52.0, 0.0),
    ]
    base += shaped(sea(SECONDS, 1), *calm)
    base += shaped(sea(SECONDS, 5, period=3.1, rough=1.0), *gale)
    base += shaped(wind(SECONDS, 20), *gale)
    base += shaped(rain(SECONDS, 40), *gale)
    for seed, at in ((2, 22.9), (3, 24.8), (4, 27.3)):
        mix(base, thunder(seed), at, 1.0, 0.2 * (seed - 3))
    mix(base, gull(1), 1.2, 0.5, -0.5)
    mix(base, gull(2), 6.4, 0.4, 0.3)
    return base


def harbour_sound() -> Sound:
    """An even pattern of plucked strings over water and far engines; nothing rises and nothing falls."""
    base = silence(SECONDS)
    base += 0.7 * sea(SECONDS, 61, period=7.0)
    hum = noise(SECONDS, 71, 55, 110) * 0.035
    mix(base, hum, 0.0)
    pattern = (
        (C4, G4, D5, G4, E5, G4, D5, G4),
        (A3, G4, D5, G4, C5, G4, D5, G4),
        (F3, G4, C5, G4, D5, G4, C5, G4),
        (G3, G4, C5, G4, D5, G4, C5, G4),
    )
    step = 0.375
    for number in range(int(48 / step)):
        tone = pattern[(number // 8) % 4][number % 8]
        play(base, "pluck", [(0.4 + number * step, tone, 0.5, 0.55 if number % 8 == 0 else 0.4)])
    for seed, at, side in ((5, 3.5, -0.4), (6, 13.0, 0.5), (7, 27.5, -0.2), (8, 40.5, 0.3)):
        mix(base, gull(seed), at, 0.35, side)
    return mastered(in_a_room(base, 1.4, 0.16))


def comfort_sound() -> Sound:
    """A slow warm song in D without any hurry, with birds."""
    base = silence(SECONDS)
    base += shaped(0.35 * sea(SECONDS, 81, period=8.0), (0, 0.4), (18, 0.5), (22, 1.0), (30, 0.6), (52, 0.2))
    chords = (
        (D3, A3, 66),
        (G3 - 12, D4, 71),
        (A2, E4, 61),
        (D3, A3, 66),
        (BB2 + 1, 66, D4),
        (G3 - 12, D4, 71),
        (A2, E4, 61),
        (D3, A3, 66),
    )
    melody = (
        (78, 76, 74),
        (71, 74, 76),
        (73, 76, 81),
        (78, 76, 74),
        (74, 78, 83),
        (83, 81, 79),
        (76, 79, 78),
        (74, 78, 81),
    )
    bar = 5.9
    for number, (chord, tune) in enumerate(zip(chords, melody, strict=True)):
        begin = 0.6 + number * bar
        play(base, "strings", [(begin, tone, bar, 0.55) for tone in chord], 0.8)
        play(
            base,
            "piano",
            [(begin + 0.74 * place, tone, 2.2, 0.34) for place, tone in enumerate((*chord, chord[1] + 12))],
        )
        play(base, "piano", [(begin + 1.48 * place, tone, 2.4, 0.5) for place, tone in enumerate(tune)])
    play(base, "piano", [(47.9, D3, 3.4, 0.5), (48.0, A3, 3.4, 0.4), (48.1, 66, 3.4, 0.4), (48.3, 74, 3.4, 0.5)])
    for seed, at, side in (
        (1, 1.4, -0.5),
        (2, 4.6, 0.4),
        (3, 8.2, -0.2),
        (4, 13.5, 0.6),
        (5, 19.8, -0.6),
        (6, 26.0, 0.2),
        (7, 33.0, -0.3),
    ):
        mix(base, birdsong(seed), at, 0.7, side)
    return mastered(in_a_room(base, 2.8, 0.34))
