from django.core.management.base import BaseCommand
from harbour.models import Boat


class Command(BaseCommand):
    help = 'gives a boat a berth'

    def add_arguments(self, parser):
        parser.add_argument('name')

    def handle(self, *, name, **options):
        Boat.objects.create(name=name)
        for boat in Boat.objects.order_by('name'):
            self.stdout.write(f'{boat.name} {boat.length}')
