"""What is written once stays as it is, whoever asks: triggers in the database itself.

They stand against the application and any SQL that it sends. Who owns the tables can take
them away; what is changed then is seen by the chain that the lines form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import AppendOnly

FUNCTION: Final = "selsome_append_only"
REFUSED: Final = "history is added to, never changed"


def install(*, using: str = "default") -> None:
    """Guard every table that is only added to; harmless to do again.

    After each migration and not in one: SQLite makes a table anew when it changes, and the
    triggers of the old one are gone.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        _execute(connection, [_POSTGRESQL_FUNCTION])
    for model in _guarded(connection):
        _execute(connection, [*_dropping(connection, model), *_creating(connection, model)])


def install_after_migrating(*, using: str, **_signal: Any) -> None:
    """Receiver of `post_migrate`."""
    install(using=using)


def unguarded(*, using: str = "default") -> list[str]:
    """The tables that ought to be guarded and are not, in the order of their names."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A trigger may be there, and be switched off.
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    return sorted(
        model._meta.db_table
        for model in _guarded(connection)
        if not there.issuperset(_triggers(connection, model))
    )


@contextmanager
def lifted(*, using: str = "default") -> Iterator[None]:
    """Let a migration that has to rewrite history do so, and emptying of test databases."""
    connection = connections[using]
    models_ = _guarded(connection)
    _check_now(connection)
    for model in models_:
        _execute(connection, _dropping(connection, model))
    try:
        yield
    finally:
        _check_now(connection)
        install(using=using)


def _check_now(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL alters no table about which checks are still to be made."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _guarded(connection: BaseDatabaseWrapper) -> list[type[models.Model]]:
    """The models whose rows are written once, as far as their tables are there already."""
    there = set(connection.introspection.table_names())
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and model._meta.db_table in there
    ]


def _forgettable(model: type[models.Model]) -> list[str]:
    """The columns that lose their value when a person is forgotten."""
    return [
        field.column
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.SET_NULL
    ]


def _triggers(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[str]:
    kinds = ("row", "table") if connection.vendor == "postgresql" else ("update", "delete", "twice")
    return [f"{model._meta.db_table}_no_{kind}" for kind in kinds]


def _dropping(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[str]:
    on = f' ON "{model._meta.db_table}"' if connection.vendor == "postgresql" else ""
    return [f'DROP TRIGGER IF EXISTS "{name}"{on}' for name in _triggers(connection, model)]


def _creating(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[str]:
    table, names = model._meta.db_table, _triggers(connection, model)
    forgettable = _forgettable(model)
    if connection.vendor == "postgresql":
        arguments = ", ".join(f"'{column}'" for column in forgettable)
        return [
            (
                f'CREATE TRIGGER "{names[0]}" BEFORE UPDATE OR DELETE ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}({arguments})"
            ),
            (
                f'CREATE TRIGGER "{names[1]}" BEFORE TRUNCATE ON "{table}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            ),
        ]
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    kept = " AND ".join(
        f'(NEW."{column.name}" IS OLD."{column.name}"'
        + (f' OR NEW."{column.name}" IS NULL)' if column.name in forgettable else ")")
        for column in described
    )
    is_there = " OR ".join(_standing_in_the_way(connection, model))
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    return [
        f'CREATE TRIGGER "{names[0]}" BEFORE UPDATE ON "{table}" WHEN NOT ({kept}) {refuse}',
        f'CREATE TRIGGER "{names[1]}" BEFORE DELETE ON "{table}" {refuse}',
        # INSERT OR REPLACE takes the row that stands in its way, and no trigger is asked.
        f'CREATE TRIGGER "{names[2]}" BEFORE INSERT ON "{table}" WHEN {is_there} {refuse}',
    ]


def _standing_in_the_way(
    connection: BaseDatabaseWrapper, model: type[models.Model]
) -> Iterator[str]:
    """Conditions on NEW: that a row which cannot stand beside it is there already."""
    table, meta = model._meta.db_table, model._meta
    editor = connection.SchemaEditorClass(connection)
    alone = [((field.column,), "") for field in meta.concrete_fields if field.unique]
    together = [
        (
            tuple(meta.get_field(name).column for name in each.fields),  # type: ignore[union-attr]
            each._get_condition_sql(model, editor) or "",  # type: ignore[attr-defined]
        )
        for each in meta.constraints
        if isinstance(each, models.UniqueConstraint)
    ]
    for columns, condition in [*alone, *together]:
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        where = f"{same} AND {condition}" if condition else same
        yield f'EXISTS (SELECT 1 FROM "{table}" WHERE {where})'  # noqa: S608


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# Its arguments are the columns that may lose their value; all else stays.
_POSTGRESQL_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    after jsonb;
    forgettable text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
        after := to_jsonb(NEW);
        FOREACH forgettable IN ARRAY coalesce(TG_ARGV, ARRAY[]::text[]) LOOP
            IF after -> forgettable = 'null'::jsonb THEN
                before := before - forgettable;
                after := after - forgettable;
            END IF;
        END LOOP;
        IF before = after THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
