"""Calendar arithmetic in the database, as `policy` does it in Python."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Func
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, Any]


class DaysAfter(Func):
    """The day so many days (a number or an expression) after a date."""

    arity = 2
    output_field = DateField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:  # type: ignore[override]
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" + ")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        template, joiner = "date(%(expressions)s || ' days')", ", "
        return super().as_sql(compiler, connection, template=template, arg_joiner=joiner)


class MonthsAfter(Func):
    """The same day so many months after a date, or the last day of a month that has no such."""

    arity = 2
    output_field = DateField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:  # type: ignore[override]
        template, joiner = "CAST(%(expressions)s) AS date)", " + make_interval(months => "
        return super().as_sql(compiler, connection, template=template, arg_joiner=joiner)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        day, months = self.get_source_expressions()
        one, given = compiler.compile(day)
        many, number = compiler.compile(months)
        # SQLite counts the days of a shorter month on into the next one.
        first = f"date({one}, 'start of month', {many} || ' months')"
        same = f"date({first}, (strftime('%%d', {one}) - 1) || ' days')"
        last = f"date({first}, '+1 month', '-1 day')"
        begun = (*given, *number)
        return f"MIN({same}, {last})", (*begun, *given, *begun)
