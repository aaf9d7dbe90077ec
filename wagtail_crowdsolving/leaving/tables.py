"""The tables of the package and the record of its migrations, once there is nothing in them."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from wagtail_crowdsolving.leaving.belongings import OURS, own_models


def _standing():
    """The models whose table is there, and those whose table is not."""
    there = set(connection.introspection.table_names())
    found = [model for model in own_models() if model._meta.can_migrate(connection)]
    return (
        [model for model in found if model._meta.db_table in there],
        [model for model in found if model._meta.db_table not in there],
    )


def is_half_gone() -> bool:
    """Whether tables are missing: they were dropped before, or a migration has not been run."""
    return bool(_standing()[1])


def with_rows() -> list[str]:
    """The tables that are there and not empty."""
    return [
        model._meta.db_table
        for model in _standing()[0]
        if model._base_manager.values("pk").exists()
    ]


def held() -> list[str]:
    """Why the tables can't go yet, in words: without them the site's own migrations would fail."""
    loader = MigrationLoader(connection)
    found = [
        _("The migration %(app)s.%(name)s, which has been run, depends on one of the package.")
        % {"app": key[0], "name": key[1]}
        for key in sorted(loader.applied_migrations)
        if key[0] not in OURS
        and key in loader.graph.node_map
        and any(parent.key[0] in OURS for parent in loader.graph.node_map[key].parents)
    ]
    ours = {model._meta.db_table for model in _standing()[0]}
    with connection.cursor() as cursor:
        for table in sorted({*connection.introspection.table_names(cursor)} - ours):
            relations = connection.introspection.get_relations(cursor, table)
            found += [
                _("The table %(table)s has a key to %(target)s.")
                % {"table": table, "target": relation[1]}
                for relation in relations.values()
                if relation[1] in ours
            ]
    return found


def drop() -> list[str]:
    """Drop those that are there, and forget the migrations; at once where the database can. Returns their names.

    ``migrate … zero`` would take with it whatever a site's own migrations built upon them: ask ``held`` before.
    """
    names = [model._meta.db_table for model in _standing()[0]]
    with connection.schema_editor() as editor:
        for name in names:
            editor.execute(editor.sql_delete_table % {"table": editor.quote_name(name)})
        MigrationRecorder(connection).migration_qs.filter(app__in=OURS).delete()
    return names
