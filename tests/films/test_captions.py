import pytest

from surveys.films.captions import CaptionError, check_captions


@pytest.fixture
def captions(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "a.en.vtt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_captions_with_notes_names_and_settings_are_counted(captions):
    text = "WEBVTT - Harbour\nKind: captions\n\nNOTE by hand\n\n1\n00:01.000 --> 00:04.000 align:start\nA gull.\n\n"
    text += "01:00:05.000 --> 01:00:06.500\nTwo\nlines.\n"

    assert check_captions(captions(text)) == 2


def test_windows_line_ends_and_a_byte_order_mark_are_fine(captions):
    assert check_captions(captions("\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nHello.\r\n")) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nA", "line 1"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", "line 1"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nA", "line 3"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", "ends before it begins"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB", "line 6"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\n", "no words"),
        ("WEBVTT\n\nJust words", "line 3"),
        ("WEBVTT\n", "no caption"),
        (b"WEBVTT\n\n\xff\xfe", "UTF-8"),
    ],
)
def test_faulty_captions_are_refused_with_their_line(captions, text, said):
    with pytest.raises(CaptionError, match=said):
        check_captions(captions(text))
