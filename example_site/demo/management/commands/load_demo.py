"""Fills the example site. It can be run again: what is there is left as it is."""

from django.core.management.base import BaseCommand

from demo import loader
from demo.people import PASSWORD, ROLES


class Command(BaseCommand):
    help = (
        "Load the demo content of the example site and print the demo accounts. Can be run again."
    )

    def handle(self, *args, **options):
        loader.load(stdout=self.stdout)
        self.stdout.write(
            "\nDemo accounts (invented persons; the password of each is the same):\n\n"
        )
        width = max(len(person["role"]) for person in ROLES)
        for person in ROLES:
            self.stdout.write(f"  {person['role']:<{width}}  {person['email']}")
        self.stdout.write(f"\n  Password: {PASSWORD}\n")
