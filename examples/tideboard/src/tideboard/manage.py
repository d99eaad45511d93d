"""The command tideboard: Django's own commands with the settings of the service."""

import os
import sys


def main() -> None:
    """Run a command of Django: migrate, post, runserver."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tideboard.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
