"""Languages, people and the groups in which they have their rights."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale

from demo.people import PASSWORD, PEOPLE
from wagtail_crowdsolving import conf


def load_locales(world):
    for language in ("fr", "en"):
        world.locales[language] = Locale.objects.get_or_create(language_code=language)[0]


def load_people(world):
    password = make_password(PASSWORD)
    for person in PEOPLE:
        user, created = get_user_model().objects.get_or_create(
            email=person["email"],
            defaults={
                "username": _login(person),
                "first_name": person["first_name"],
                "last_name": person["last_name"],
                "password": password,
                "is_superuser": person.get("superuser", False),
                "is_staff": person.get("superuser", False),
                "charter_accepted_at": timezone.now(),
            },
        )
        if created:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        world.people[_login(person)] = user


def _login(person):
    return person["email"].partition("@")[0]


def load_groups(world):
    """Each role's group, once ``setup_crowdsolving`` has made them."""
    # Nobody is in Wagtail's own groups; they could publish past the committees.
    GroupPagePermission.objects.filter(group__name__in=["Editors", "Moderators"]).delete()
    animation, created = Group.objects.get_or_create(name="Animation")
    if created:
        animation.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
    for person in PEOPLE:
        user = world.people[_login(person)]
        if person.get("animator"):
            user.groups.add(animation)
        for role in person.get("groups", ()):
            user.groups.add(Group.objects.get(name=conf.GROUPS[role]))
