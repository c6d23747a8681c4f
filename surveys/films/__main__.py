"""`python -m surveys.films`: the process that makes films ready; started by surveys/films/tasks.py."""

import os


def main() -> None:
    """Set Django up, then work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")
    import django

    django.setup()
    from surveys.films.transcoder import transcoder

    transcoder()


if __name__ == "__main__":
    main()
