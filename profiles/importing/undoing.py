"""Taking a list back that was registered: the way back from a mistake."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from profiles import lifecycle
from profiles.importing.checking import BATCH, TO_REGISTER
from profiles.models import Import

State = Import.State


@transaction.atomic
def undo(of: Import, *, at: datetime) -> bool:
    """Discard what came of the list, but for profiles that somebody has changed since.

    All of it in one transaction, and once only; whether it was done.
    """
    mine = Import.objects.filter(pk=of.pk, state=State.UNDOING, claimed_at=of.claimed_at)
    if not mine.update(state=State.UNDONE, claimed_at=None):
        return False
    by = User.objects.get(pk=of.notes["undone_by"])
    came_of_it = of.rows.filter(verdict__in=TO_REGISTER, profile__isnull=False)
    keys = list(came_of_it.order_by("number").values_list("profile", flat=True))
    undone = sum(
        lifecycle.take_back_import(keys[start : start + BATCH], by=by, at=at)
        for start in range(0, len(keys), BATCH)
    )
    of.notes = {**of.notes, "undone": undone, "kept": len(keys) - undone}
    Import.objects.filter(pk=of.pk).update(notes=of.notes)
    return True
