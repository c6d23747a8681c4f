"""The ffmpeg that comes inside the wheel of imageio-ffmpeg."""

from importlib import import_module


def ffmpeg() -> str:
    """The path of the program. The package has no types, so it is asked by name."""
    return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())
