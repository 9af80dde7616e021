"""Bringing a list of profiles in, step by step; for the administration."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.organisation import Closed
from profiles import exporting, permissions, policies, policy
from profiles.forms.import_names import NamesForm
from profiles.forms.importing import ColumnsForm, RowForm, UploadForm
from profiles.importing import acts, kinds, spreading, words
from profiles.importing.acts import NotPossible
from profiles.importing.cells import printable
from profiles.importing.checking import TO_REGISTER, verdict_of
from profiles.importing.columns import SHOWN, column_of, platform_columns
from profiles.models import Import, ImportRow
from profiles.permissions import require
from profiles.views.departments import closed_meanwhile
from profiles.views.fetching import takes_a_form, user_of

State = Import.State
Verdict = ImportRow.Verdict

PAGE_SIZE: Final = 50
SHOWN_IMPORTS: Final = 50
FILE_NAME: Final = Import._meta.get_field("file_name").max_length


@takes_a_form
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; and the lists that were brought in before."""
    user = user_of(request)
    require(permissions.can_import(user))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            name = printable(form.cleaned_data["file"].name)[:FILE_NAME]
            started = acts.start(form.sheet, by=user, file_name=name)
            return redirect("profiles:import_columns", pk=started.pk)
    earlier = Import.objects.select_related("uploaded_by")[:SHOWN_IMPORTS]
    return render(request, "profiles/importing/list.html", {"form": form, "earlier": earlier})


@takes_a_form
def choose_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns are."""
    of = _get(request, pk)
    if of.state not in (State.MAPPING, State.CHECKED):
        return _gone_on(request, of)
    rows = list(of.rows.order_by("number").values_list("cells", flat=True)[:SHOWN])
    form = ColumnsForm(request.POST if request.method == "POST" else None, of=of, rows=rows)
    if request.method == "POST" and form.is_valid():
        mapping, department = form.mapping, form.chosen_department
        try:
            return _do(
                request,
                of,
                lambda: acts.choose_columns(of, mapping=mapping, department=department),
            )
        except spreading.TooMany as error:
            form.refuse_so_many(error.count)
    context = {
        "form": form,
        "import": of,
        "has_platform_columns": bool(platform_columns(of.mapping)),
    }
    return render(request, "profiles/importing/columns.html", context)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A list where it has come to: at work, or to be looked through, or done."""
    of = _get(request, pk)
    if of.state == State.MAPPING:
        return redirect("profiles:import_columns", pk=pk)
    if of.state in Import.WORKING:
        return render(request, "profiles/importing/progress.html", {"import": of})
    counts = acts.counts(of)
    verdict = request.GET.get("verdict", "")
    rows: QuerySet[ImportRow] = of.rows.select_related("profile").order_by("number")
    if verdict in counts:
        rows = rows.filter(verdict=verdict)
    wrong = kinds.counts(of) if of.state == State.CHECKED else {}
    kind = request.GET.get("kind", "")
    if kind in wrong:
        rows = kinds.only(rows.filter(verdict=Verdict.WRONG), kind)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "import": of,
        "filters": [(code, _label(of, code), counts[code]) for code in Verdict if counts[code]],
        "chosen": "kind" if kind in wrong else verdict if verdict in counts else "",
        "kinds": [(code, label, wrong[code]) for code, label in kinds.LABELS.items() if wrong[code]]
        if wrong
        else [],
        "kind": kind if kind in wrong else "",
        "kind_count": wrong.get(kind, 0),
        "can_tell": any(wrong.get(each) for each in kinds.NAMES),
        "page": page,
        "rows": [_told(of, row) for row in page],
        "total": sum(counts.values()),
        "ready": sum(counts[each] for each in TO_REGISTER),
        "known": counts[Verdict.KNOWN],
        "skipped": counts[Verdict.SKIPPED],
        "wrong": counts[Verdict.WRONG],
        "evaluate_on": policy.first_evaluation(timezone.localdate(), policies.municipality()),
        "lacks_owners": of.mapping.get("owner") is None,
        "lacks_backups": of.mapping.get("backups") is None,
        "is_open": of.state == State.CHECKED,
        "is_overtaken": of.problem.get("code") == "overtaken",
    }
    return render(request, "profiles/importing/import.html", context)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is, for a page that asks again and again."""
    of = _get(request, pk)
    response = render(request, "profiles/importing/_progress.html", {"import": of})
    if of.state not in Import.WORKING:
        response.headers["HX-Refresh"] = "true"
    return response


@takes_a_form
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Say once what a name means that nobody here has, however often it stands in the list."""
    of = _get(request, pk)
    if of.state != State.CHECKED:
        return _gone_on(request, of)
    form = NamesForm(
        request.POST if request.method == "POST" else None, unknown=acts.unknown_names(of)
    )
    if request.method == "POST" and form.is_valid():
        chosen, by = form.chosen, user_of(request)
        return _do(
            request,
            of,
            lambda: acts.choose_names(
                of,
                by=by,
                chosen=chosen,
                choices=form.choices,
                new=form.new,
                under=form.under,
                without_strangers=form.without_strangers,
            ),
        )
    return render(request, "profiles/importing/names.html", {"form": form, "import": of})


@takes_a_form
def row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Mend one row, leave it out, or take it back."""
    of = _get(request, pk)
    row = get_object_or_404(of.rows.select_related("import_of", "profile"), number=number)
    if of.state != State.CHECKED:
        return _gone_on(request, of)
    if request.method == "POST":
        form = RowForm(request.POST, of=of, row=row)
        if act := _act_on(row, request.POST.get("do", ""), form):
            return _do(request, of, act, row=row)
    else:
        form = RowForm.judged(of, row)
    context = {"form": form, "import": of, "row": _told(of, row)}
    return render(request, "profiles/importing/row.html", context)


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out everything that is wrong, or wrong in one way."""
    of = _get(request, pk)

    def act() -> None:
        count = acts.leave_out_wrong(of, kind=request.POST.get("kind", ""))
        text = ngettext("One row is left out.", "%(count)s rows are left out.", count)
        messages.success(request, text % {"count": count})

    return _do(request, of, act)


@require_POST
def use_profiles(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the profiles' addresses where those of posts stand."""
    of = _get(request, pk)
    return _do(request, of, lambda: acts.use_profiles(of))


@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Have what is right registered, all of it or nothing."""
    of, by = _get(request, pk), user_of(request)
    return _do(request, of, lambda: acts.ask_to_register(of, by=by))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what came of the list."""
    of, by = _get(request, pk), user_of(request)
    return _do(request, of, lambda: acts.ask_to_undo(of, by=by))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring nothing of the list in."""
    of = _get(request, pk)

    def act() -> None:
        acts.cancel(of)
        messages.success(request, _("Nothing of the list was brought in."))

    return _do(request, of, act)


@require_safe
def wrong(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that are wrong with what is wrong, to be mended and brought in again."""
    of = _get(request, pk)
    return StreamingHttpResponse(
        exporting.csv_of(_wrong_lines(of)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="feil-{of.pk}.csv"'},
    )


def _wrong_lines(of: Import) -> Iterator[list[str]]:
    width = len(of.headings)
    yield [*of.headings, _("What is wrong")]
    wrong = of.rows.filter(verdict=Verdict.WRONG).order_by("number")
    for row in wrong.iterator(chunk_size=acts.CHUNK):
        said = [
            words.said(remark) for remark in row.remarks if verdict_of([remark]) == Verdict.WRONG
        ]
        cells = [*row.cells, *[""] * width][: max(width, len(row.cells))]
        yield [*cells, " ".join(said)]


def _get(request: HttpRequest, pk: int) -> Import:
    require(permissions.can_import(user_of(request)))
    return get_object_or_404(Import.objects.select_related("uploaded_by", "registered_by"), pk=pk)


def _do(
    request: HttpRequest, of: Import, act: Callable[[], object], *, row: ImportRow | None = None
) -> HttpResponse:
    """Do something to the list, unless it has gone on meanwhile; and back to the list."""
    try:
        act()
    except NotPossible:
        return _gone_on(request, of)
    except Closed as closed:
        messages.warning(request, closed_meanwhile(closed))
    if row and row.verdict == Verdict.WRONG:
        return redirect("profiles:import_row", pk=of.pk, number=row.number)
    if row:
        messages.success(request, _("Row %(number)s is changed.") % {"number": row.line})
    return redirect("profiles:import", pk=of.pk)


def _gone_on(request: HttpRequest, of: Import) -> HttpResponse:
    of.refresh_from_db()
    message = _("This is not possible now. The list: %(state)s.")
    messages.info(request, message % {"state": of.get_state_display()})
    return redirect("profiles:import", pk=of.pk)


def _act_on(row: ImportRow, what: str, form: RowForm) -> Callable[[], None] | None:
    """What a button on the page of a row stands for; None where the form has to be mended."""
    if what == "leave_out":
        return lambda: acts.leave_out(row)
    if what == "take_back":
        return lambda: acts.take_back(row)
    if what == "use_meant" and acts.use_profile(row, row.import_of):
        return lambda: acts.change_row(row, texts=row.cells)
    if form.is_valid():
        return lambda: acts.change_row(row, texts=form.cells)
    return None


def _told(of: Import, row: ImportRow) -> dict[str, Any]:
    """A row in words."""

    def cell(field: str) -> str:
        index = column_of(of.mapping, field, row.cells)
        return row.cells[index] if index is not None and index < len(row.cells) else ""

    return {
        "row": row,
        "name": row.values.get("name") or cell("name"),
        "address": cell("address"),
        "department": cell("department"),
        "platform": words.platform(row.platform) if row.platform else "",
        "remarks": _said(row.remarks),
        "verdict": _label(of, row.verdict),
        # Without what the form says beside its fields.
        "lesser": _said(each for each in row.remarks if verdict_of([each]) != Verdict.WRONG),
        "meant": kinds.meant(row),
        "is_left_out": any(remark["code"] == "left_out" for remark in row.remarks),
    }


def _label(of: Import, verdict: str) -> str:
    """What is thought of a row, or what became of it."""
    if of.state == State.DONE and verdict in TO_REGISTER:
        is_good = verdict == Verdict.GOOD
        return _("registered") if is_good else _("registered, but look at it")
    return str(Verdict(verdict).label)


def _said(remarks: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(words.label_of(remark["field"]), words.said(remark)) for remark in remarks]
