"""What is written to the database meanwhile: where nothing is, nothing has to be compared."""

from contextlib import contextmanager

from django.db import connection

READS = ("SELECT", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def writes():
    """The statements that change something, but those of sessions, as they are run."""
    found = []

    def note(execute, sql, params, many, context):
        if not sql.lstrip().startswith(READS) and "django_session" not in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
