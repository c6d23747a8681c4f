"""Zip files are limited before they are unpacked, and their names are never paths."""

import io
import zipfile

import pytest

from surveys.instruments.exchange.report import ExchangeError
from surveys.instruments.exchange.unzip import MAX_ENTRIES, MAX_UNPACKED, MAX_ZIP_BYTES, unzip


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_files_come_out_by_name_without_what_programs_add() -> None:
    files = {"a/b": b"1", "__MACOSX/a/b": b"2", "a/.DS_Store": b"3"}

    assert unzip(zipped(files)) == {"a/b": b"1"}


@pytest.mark.promise("X7")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\3\4" + b"x" * MAX_ZIP_BYTES, "too long"),
        (zipped({str(number): b"" for number in range(MAX_ENTRIES + 1)}), "too many files"),
        (zipped({"a": b"0" * (MAX_UNPACKED + 1)}), "unpacks to too much"),
        (zipped({str(number): b"0" * 1_000_000 for number in range(11)}), "unpacks to too much"),
        (zipped({"../a": b""}), "leads out"),
        (zipped({"a/../../b": b""}), "leads out"),
        (zipped({"/a": b""}), "leads out"),
        (zipped({"a\\..\\b": b""}), "leads out"),
        (zipped({"a" * 400: b""}), "too long"),
        (zipped({"a": b"x", "./a": b"y"}), "a file twice"),
        (zipped({"a": b"x"})[:-30], "can't be read"),
        (zipped({"a": b"x" * 99}).replace(b"\x08\x00", b"\x63\x00"), "can't be read"),
        (b"PK\3\4", "can't be read"),
    ],
)
def test_a_hostile_zip_ends_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ExchangeError, match=sentence):
        unzip(data)


@pytest.mark.promise("X7")
def test_a_zip_that_lies_about_a_size_is_refused() -> None:
    data = zipped({"a": b"0" * 5_000})
    lying = data.replace((5_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data

    with pytest.raises(ExchangeError):
        unzip(lying)
