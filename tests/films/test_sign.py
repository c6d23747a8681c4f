from hypothesis import given
from hypothesis import strategies as st

from surveys.films.sign import film_path, opened

SHA = "ab" * 32
NOON = 1_760_000_000.0
HOUR = 3600.0


def signed(path: str) -> str:
    return path.split("/")[2]


def test_an_address_opens_to_its_film():
    path = film_path(SHA, "reunited.mp4", expires=NOON + HOUR)

    assert path.startswith("/f/")
    assert path.endswith("/reunited.mp4")
    assert "?" not in path
    assert opened(signed(path), "reunited.mp4", now=NOON) == SHA


def test_an_address_expires():
    path = film_path(SHA, "reunited.mp4", expires=NOON)

    assert opened(signed(path), "reunited.mp4", now=NOON - 1) == SHA
    assert opened(signed(path), "reunited.mp4", now=NOON + HOUR) is None


def test_an_address_stays_the_same_for_an_hour():
    start = NOON - NOON % HOUR

    assert film_path(SHA, "a.mp4", expires=start + 1) == film_path(SHA, "a.mp4", expires=start + 3000)


def test_an_address_is_for_one_name_only():
    path = film_path(SHA, "reunited.mp4", expires=NOON + HOUR)

    assert opened(signed(path), "adrift.mp4", now=NOON) is None


def test_an_altered_address_opens_nothing():
    token = signed(film_path(SHA, "a.mp4", expires=NOON + HOUR))

    for place in range(len(token) - 1):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert opened(altered, "a.mp4", now=NOON) is None


def test_another_installation_opens_nothing(settings):
    path = film_path(SHA, "a.mp4", expires=NOON + HOUR)

    settings.SECRET_KEY = "another" * 8

    assert opened(signed(path), "a.mp4", now=NOON) is None


@given(st.text(max_size=100), st.text(max_size=20))
def test_nothing_made_up_opens(token, name):
    assert opened(token, name, now=NOON) is None
