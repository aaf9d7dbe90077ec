"""Who gets which answer from which address: tables that are read beside the url conf.

A table has one line for each view, method and state of the object, and one column for each role.
The method may name what a form is asked to do (``POST:close``). A view, or a method of it, that no
line speaks of fails the test.
"""

from contextlib import contextmanager
from importlib import import_module
from unittest import mock

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, reverse

from tests.written import writes

#: Answers that change nothing.
REFUSALS = {"login", "denied", "403", "404", "405"}


def views_in(patterns, prefix=""):
    """``{name: view}`` of a url conf, names with their namespaces."""
    found = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = prefix + (f"{pattern.namespace}:" if pattern.namespace else "")
            found |= views_in(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found[f"{prefix}{pattern.name}"] = pattern.callback
    return found


class Table:
    """A head (``view method states role …``), then the lines.

    ``groups``: a word for several states; ``people``: a column that stands for several roles.
    ``alike``: roles of one standing. Where a line expects the same of them, and in a column of
    several, they take turns at an address from state to state.
    """

    def __init__(self, groups, text, people=None, alike=()):
        head, *lines = [line.split() for line in text.strip().splitlines() if line.strip()]
        self.roles = head[3:]
        self.cells, turns = {}, {}
        for view, method, states, *answers in lines:
            assert len(answers) == len(self.roles), (view, method, states)
            for state in groups.get(states) or states.split(","):
                key = (view, method, state)
                assert key not in self.cells, f"{key} is there twice"
                turn = turns[view, method] = turns.get((view, method), -1) + 1
                expected = dict(zip(self.roles, answers, strict=True))
                found = {}
                for role, answer in expected.items():
                    group = (people or {}).get(role) or [
                        one
                        for one in next((roles for roles in alike if role in roles), [role])
                        if expected[one] == answer
                    ]
                    found[group[turn % len(group)]] = answer
                self.cells[key] = found

    @property
    def views(self):
        return {view for view, _method, _state in self.cells}

    @property
    def states(self):
        return {state for _view, _method, state in self.cells}


def answer_of(response):
    """A response in a word: its status, "login", or "denied" as Wagtail's admin denies."""
    if response.status_code in (301, 302):
        if "/login/" in response.url:
            return "login"
        if response.url == reverse("wagtailadmin_home"):
            return "denied"
    return str(response.status_code)


@contextmanager
def plain_errors():
    """Errors without the page around them: a table reads what is answered, not what it looks like."""
    handlers = {
        f"handler{status}": lambda request, exception, status=status: HttpResponse(status=status)
        for status in (400, 403, 404)
    }
    with mock.patch.multiple(import_module(settings.ROOT_URLCONF), create=True, **handlers):
        yield


@plain_errors()
def differences(table, state, clients, request, fingerprint):
    """What the site answers otherwise than the table says, one line for each.

    ``clients``: role → test client. ``request(client, view, method, role)`` → response, in a
    transaction that is taken back. ``fingerprint()``: all that a refusal must leave as it was.
    """
    wrong = []
    before = fingerprint()
    for (view, method, of_state), expected in table.cells.items():
        if of_state != state:
            continue
        for role, answer in expected.items():
            with transaction.atomic():
                with writes() as written:
                    got = answer_of(request(clients[role], view, method, role))
                refused = got in REFUSALS and not method.startswith("GET")
                if refused and written and fingerprint() != before:
                    wrong.append(
                        f"{view} {method} {state}: {role} is refused and changes something"
                    )
                transaction.set_rollback(True)
            if got != answer:
                wrong.append(f"{view} {method} {state}: {role} gets {got}, not {answer}")
    return wrong
