"""tideboard post HARBOUR TEXT"""

from django.core.management.base import BaseCommand

from tideboard.notices.models import Notice


class Command(BaseCommand):
    """Post a notice."""

    help = "Post a notice to mariners"

    def add_arguments(self, parser):
        parser.add_argument("harbour")
        parser.add_argument("text")

    def handle(self, *, harbour, text, **_):
        Notice.objects.create(harbour=harbour, text=text)
        self.stdout.write(f"posted for {harbour}")
