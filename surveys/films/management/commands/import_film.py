"""manage.py import_film PATH --licence TEXT …"""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.films.description import Description, read_norm, read_themes
from surveys.films.error import FilmError
from surveys.films.import_film import import_film
from surveys.films.models import Film

WORDS = {
    "title": "what it is called",
    "source": "where it is from",
    "attribution": "whom to name",
    "excerpt": "which part of which original it is",
    "target": "the feeling that it is meant for",
    "intensity": "how strong it is; told in warnings",
    "language": "what is spoken in it, such as en; nothing where nobody speaks",
}


def captions(text: str) -> tuple[str, Path]:
    """A language and a file."""
    language, equals, file = text.partition("=")
    if not equals:
        raise ArgumentTypeError("write --captions en=FILE.vtt")
    return language, Path(file)


class Command(BaseCommand):
    """Take a film into the library."""

    help = "Take a film into the library, or describe one anew that is there. It is made ready for phones by a worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the film's file")
        parser.add_argument("--licence", required=True, help="under which licence, or by whose leave, it is shown")
        for name, said in WORDS.items():
            parser.add_argument(f"--{name}", default="", help=said)
        parser.add_argument("--themes", default="", help="what it may show, parted by commas; told in warnings")
        parser.add_argument("--captions", action="append", default=[], type=captions, metavar="en=FILE.vtt")
        parser.add_argument(
            "--norms", action="append", default=[], metavar="NORM", help="“sad; 5.1; 1.2; 80; 0-8; Smith 2001”"
        )
        parser.add_argument(
            "--variant-of", metavar="SHA256", help="another film of the library that this is a version of"
        )
        parser.add_argument("--replaces", metavar="SHA256", help="the film of the library that this one stands in for")
        parser.add_argument("--by", metavar="EMAIL", help="whose film it is; others but admins can't change it")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            described = Description(
                licence=options["licence"],
                **{name: options[name] for name in WORDS},
                themes=read_themes(options["themes"]),
                captions=dict(options["captions"]),
                norms=dict(read_norm(line) for line in options["norms"]),
            )
            film = import_film(
                path,
                described,
                at=timezone.now(),
                by=user_of(options["by"]),
                variant_of=film_of(options["variant_of"]),
                replaces=film_of(options["replaces"]),
            )
        except FilmError as error:
            raise CommandError(f"Nothing was imported. {error}") from None
        self.stdout.write(f"{film}: {film.duration_s:.1f} s, {film.width} × {film.height}. sha256 {film.sha256}")


def film_of(sha256: str | None) -> Film | None:
    """A film of the library by its hash."""
    if not sha256:
        return None
    film = Film.objects.filter(sha256=sha256).first()
    if film is None:
        raise CommandError(f"There is no film {sha256} in the library.")
    return film


def user_of(email: str | None) -> Any:
    """Somebody with an account."""
    if not email:
        return None
    user = get_user_model().objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"There is no user {email}. Create one with: manage.py create_user {email}")
    return user
