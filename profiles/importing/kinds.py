"""The kinds of what is wrong with rows, so that many of a kind are mended in one go."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.importing.checking import verdict_of
from profiles.models import Import, ImportRow

CHUNK: Final = 1000
# The address of a post, where the profile can be read off it.
POST: Final = "post"
LABELS: Final[Mapping[str, Promise]] = {
    POST: _("The address is that of a post, and shows whose it is"),
    "address": _("The address cannot be used"),
    "other_platform": _("The address is on another platform than the list says"),
    "twice": _("The account stands earlier in the list"),
    "unknown_department": _("The department is not known here"),
    "several_departments": _("Several departments have this name"),
    "no_department": _("There is no department"),
    "unknown_person": _("A person is not known here"),
    "several_people": _("Several people have this name"),
    "several_owners": _("Several people have the main responsibility"),
    "unknown_choice": _("A word is not among what can be chosen"),
    "too_long": _("Something is too long"),
    "not_one_line": _("The name has several lines"),
    "no_website": _("The page on the website is no web address"),
    "failed": _("The row could not be read"),
}
# Of these is asked once, whatever they mean in many rows.
NAMES: Final = ("unknown_department", "unknown_person", "unknown_choice")


def counts(of: Import) -> Counter[str]:
    """How many of the wrong rows are wrong in each way; a row may be so in several."""
    often: Counter[str] = Counter()
    wrong = of.rows.filter(verdict=ImportRow.Verdict.WRONG).order_by()
    for remarks in wrong.values_list("remarks", flat=True).iterator(chunk_size=CHUNK):
        often.update(
            {
                POST if remark.get("meant") else remark["code"]
                for remark in remarks
                if verdict_of([remark]) == ImportRow.Verdict.WRONG
            }
        )
    return often


def only(rows: QuerySet[ImportRow], kind: str) -> QuerySet[ImportRow]:
    """Those of the rows that are wrong in this way; all of them if none is named."""
    if kind not in LABELS:
        return rows
    said = rows.annotate(said=Cast("remarks", TextField()))
    if kind == POST:
        return said.filter(said__contains='"meant": ')
    found = said.filter(said__contains=f'"code": "{kind}"')
    return found.exclude(said__contains='"meant": ') if kind == "address" else found


def meant(row: ImportRow) -> str:
    """The profile's address, where the row has that of a post."""
    found = (each.get("meant") for each in row.remarks if each["field"] == "address")
    return next((url for url in found if url), "")
