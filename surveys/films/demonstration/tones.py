"""Sound out of numbers: soft piano, strings, bells, sea, wind, rain, thunder, birds, and a room for them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

RATE = 44_100

Sound = NDArray[np.float64]  # samples x 2 channels
Mono = NDArray[np.float64]
# Second at which it begins, MIDI number, seconds held, loudness 0 to 1.
Note = tuple[float, float, float, float]


def silence(seconds: float) -> Sound:
    """Two channels of nothing."""
    return np.zeros((round(seconds * RATE), 2))


def hertz(midi: float) -> float:
    """The frequency of a MIDI number; 69 is 440 Hz."""
    return float(440.0 * 2 ** ((midi - 69) / 12))


def mix(base: Sound, part: Mono | Sound, at: float, gain: float = 1.0, side: float = 0.0) -> None:
    """Add a part to a sound at a second; `side` is -1 for left, 1 for right."""
    first = round(at * RATE)
    begin, end = max(0, first), min(len(base), first + len(part))
    if begin >= end:
        return
    cut = part[begin - first : end - first]
    if cut.ndim == 1:
        cut = cut[:, None] * np.array([np.sqrt((1 - side) / 2), np.sqrt((1 + side) / 2)])
    base[begin:end] += gain * cut


def piano(midi: float, seconds: float, loud: float) -> Mono:
    """A felt-soft piano tone: harmonics that fade, the higher the sooner, under a damped hammer."""
    moments = np.arange(round((seconds + 1.6) * RATE)) / RATE
    base = hertz(midi)
    tone = np.zeros_like(moments)
    for number in range(1, 9):
        pitch = base * number * np.sqrt(1 + 0.0003 * number**2)
        if pitch > 7000:
            break
        fade = np.exp(-moments * (0.9 + 0.55 * number) * (base / 262) ** 0.35)
        weight = loud ** (0.25 * (number - 1)) / number**1.75
        tone += (
            weight * fade * (np.sin(2 * np.pi * pitch * moments) + 0.4 * np.sin(2 * np.pi * pitch * 1.0012 * moments))
        )
    release = np.clip((seconds + 1.6 - moments) / 1.4, 0, 1) ** 2
    return 0.5 * loud * tone * np.minimum(1, moments / 0.007) * release


def strings(midi: float, seconds: float, loud: float, swell: float = 1.2) -> Mono:
    """A warm choir of bowed tones that swells and ebbs."""
    moments = np.arange(round((seconds + swell) * RATE)) / RATE
    base, tone = hertz(midi), np.zeros(len(moments))
    for detune, phase in ((0.9965, 0.1), (1.0, 2.1), (1.0032, 4.4)):
        wobble = 0.0016 * np.sin(2 * np.pi * (4.6 + detune) * moments + phase) / (2 * np.pi * 4.6)
        for number in range(1, 7):
            if base * number < 3500:
                tone += np.sin(2 * np.pi * base * detune * number * (moments + wobble) + phase * number) / number**1.9
    envelope = np.clip(moments / swell, 0, 1) ** 1.5 * np.clip((seconds + swell - moments) / swell, 0, 1) ** 1.5
    return 0.16 * loud * tone * envelope


def bell(midi: float, seconds: float, loud: float) -> Mono:
    """A small clear bell."""
    moments = np.arange(round((seconds + 1.5) * RATE)) / RATE
    base, tone = hertz(midi), np.zeros(len(moments))
    for ratio, weight, fade in ((1, 1, 1.6), (2.0, 0.45, 2.6), (3.01, 0.22, 4), (5.4, 0.08, 9)):
        tone += weight * np.sin(2 * np.pi * base * ratio * moments) * np.exp(-fade * moments)
    return 0.3 * loud * tone * np.minimum(1, moments / 0.004) * np.clip((seconds + 1.5 - moments) / 0.6, 0, 1)


def pluck(midi: float, seconds: float, loud: float) -> Mono:
    """A dry plucked string, neither glad nor sad."""
    moments = np.arange(round((seconds + 0.5) * RATE)) / RATE
    base, tone = hertz(midi), np.zeros(len(moments))
    for number in range(1, 7):
        tone += np.sin(2 * np.pi * base * number * moments) * np.exp(-moments * (3 + 1.6 * number)) / number**1.3
    return 0.35 * loud * tone * np.minimum(1, moments / 0.003)


def play(base: Sound, voice: str, notes: Iterable[Note], gain: float = 1.0) -> None:
    """Play notes with one of the voices; low notes stand left, high ones right."""
    sounding = {"piano": piano, "strings": strings, "bell": bell, "pluck": pluck}[voice]
    for at, midi, seconds, loud in notes:
        mix(base, sounding(midi, seconds, loud), at, gain, float(np.clip((midi - 62) / 40, -0.5, 0.5)))


def noise(seconds: float, seed: int, low: float, high: float) -> Mono:
    """Noise between two frequencies, with soft edges."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    pitches = np.fft.rfftfreq(count, 1 / RATE) + 1e-6
    shape = 1 / (1 + (low / pitches) ** 4) / (1 + (pitches / high) ** 4)
    hiss: Mono = np.fft.irfft(spectrum * shape, count)
    return hiss / (np.std(hiss) + 1e-9)


def sea(seconds: float, seed: int, *, period: float = 5.5, rough: float = 0.0) -> Sound:
    """Waves on a shore that come and go; `rough` from 0 to 1."""
    moments = np.arange(round(seconds * RATE)) / RATE
    both = []
    for side in (0, 1):
        wash = 0.5 + 0.5 * np.sin(2 * np.pi * moments / period + side * 0.7 + 0.8 * np.sin(moments * 0.37))
        deep = noise(seconds, seed + side, 60, 420 + 300 * rough)
        foam = noise(seconds, seed + side + 10, 900, 3800 + 2500 * rough)
        both.append((0.10 + 0.12 * rough) * deep * (0.45 + 0.55 * wash) + (0.022 + 0.03 * rough) * foam * wash**3)
    return np.stack(both, axis=1)


def wind(seconds: float, seed: int) -> Sound:
    """Wind that howls a little."""
    moments = np.arange(round(seconds * RATE)) / RATE
    gust = 0.55 + 0.45 * np.sin(moments * 1.3 + 1.5 * np.sin(moments * 0.41))
    howl = noise(seconds, seed, 330, 620) * gust**2 * 0.06
    return np.stack(
        [
            noise(seconds, seed + 1, 120, 800) * 0.07 * gust + howl,
            noise(seconds, seed + 2, 120, 800) * 0.07 * gust + howl,
        ],
        1,
    )


def rain(seconds: float, seed: int) -> Sound:
    """Steady rain on stone and glass."""
    return np.stack([noise(seconds, seed + side, 1500, 9000) * 0.035 for side in (0, 1)], axis=1)


def thunder(seed: int) -> Mono:
    """Far thunder, four seconds of it."""
    moments = np.arange(4 * RATE) / RATE
    roll = 0.6 + 0.4 * np.sin(moments * 9 + 3 * np.sin(moments * 3.1))
    heard: Mono = noise(4, seed, 35, 130) * np.minimum(1, moments / 0.08) * np.exp(-1.1 * moments) * roll * 0.3
    return heard


def gull(seed: int) -> Mono:
    """One call of a gull."""
    dice = np.random.default_rng(seed)
    call = np.zeros(round(1.1 * RATE))
    for at in (0.0, 0.34, 0.62):
        moments = np.arange(round(0.26 * RATE)) / RATE
        pitch = 1250 * dice.uniform(0.92, 1.05) * (1 + 0.28 * np.exp(-moments * 9) - 0.5 * moments)
        phase = 2 * np.pi * np.cumsum(pitch) / RATE
        cry = (np.sin(phase) + 0.3 * np.sin(2 * phase)) * np.sin(np.pi * moments / 0.26) ** 0.7
        first = round(at * RATE)
        call[first : first + len(cry)] += cry
    return 0.05 * call


def birdsong(seed: int) -> Mono:
    """A few notes of a small bird."""
    dice = np.random.default_rng(seed)
    song = np.zeros(round(1.6 * RATE))
    for number in range(int(dice.integers(3, 6))):
        length = dice.uniform(0.07, 0.16)
        moments = np.arange(round(length * RATE)) / RATE
        pitch = dice.uniform(2600, 4200) * (1 + dice.uniform(-0.25, 0.25) * moments / length)
        cry = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.sin(np.pi * moments / length)
        first = round(number * dice.uniform(0.17, 0.24) * RATE)
        song[first : first + len(cry)] += cry
    return 0.04 * song


def shaped(sound: Sound, *points: tuple[float, float]) -> Sound:
    """A sound whose loudness runs through (second, gain) points."""
    moments = np.arange(len(sound)) / RATE
    gains = np.interp(moments, [at for at, _ in points], [gain for _, gain in points])
    return sound * gains[:, None]


def in_a_room(dry: Sound, seconds: float = 2.4, wet: float = 0.28) -> Sound:
    """The sound with the echo of a large soft room."""
    dice = np.random.default_rng(11)
    moments = np.arange(round(seconds * RATE)) / RATE
    size = len(dry) + len(moments)
    echoed = np.empty_like(dry)
    for side in (0, 1):
        tail = dice.standard_normal(len(moments)) * np.exp(-moments * 5.2 / seconds) * np.minimum(1, moments / 0.02)
        # Walls swallow the high tones first.
        tail = np.convolve(tail, np.hanning(24) / 12, "same")
        tail /= np.sqrt(np.sum(tail**2))
        wide = np.fft.irfft(np.fft.rfft(dry[:, side], size) * np.fft.rfft(tail, size), size)
        echoed[:, side] = wide[: len(dry)]
    return dry + wet * echoed


def mastered(sound: Sound, measured_s: float | None = None, fade_out: float = 1.5) -> Sound:
    """The sound at a common loudness (measured over its first seconds), softly limited, fading at its very end."""
    measured = sound[: round(measured_s * RATE)] if measured_s else sound
    level = sound / (np.sqrt(np.mean(measured**2)) + 1e-9) * 0.1
    limited: Sound = np.tanh(level)
    moments = np.arange(len(sound)) / RATE
    faded: Sound = 0.9 * limited * np.clip((moments[-1] - moments) / fade_out, 0, 1)[:, None]
    return faded
