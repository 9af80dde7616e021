from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import In


class Among(In):
    """`key__among=rows`: like `key__in`, to be used beside other conditions joined by “or”.

    PostgreSQL looks up a list in an index, and joins that with the indexes of the other
    conditions; a subquery after “or” it does not look up, and goes through the whole table.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> Any:
        if connection.vendor == "postgresql" and not self.rhs_is_direct_value():
            return f"= ANY(ARRAY{rhs})"
        return super().get_rhs_op(connection, rhs)
