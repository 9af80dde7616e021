"""Filters of the register that a person keeps under a name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from profiles import searching
from profiles.forms.register import SaveFilterForm, query_of, sort_of
from profiles.models import SavedFilter
from profiles.views.fetching import takes_a_form, user_of
from profiles.views.register import address_of


@takes_a_form
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a query string under a name."""
    user, typed = user_of(request), request.POST if request.method == "POST" else None
    query = QueryDict((typed or request.GET).get("query", ""))
    choice = searching.read(query, searching.departments_of(user))
    chosen = query_of(choice, sort_of(query))
    form = SaveFilterForm(typed, user=user, query=chosen)
    if form.is_valid():
        if searching.keep(user, name=form.cleaned_data["name"], query=chosen):
            messages.success(request, _("The filters are saved. You find them above the list."))
        return redirect(address_of(chosen))
    return render(request, "profiles/save_filter.html", {"form": form, "query": chosen})


@takes_a_form
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own saved filters, after a question."""
    kept = get_object_or_404(SavedFilter, user=user_of(request), pk=pk)
    if request.method == "POST":
        searching.forget(kept)
        messages.success(request, _("The saved filters are deleted."))
        return redirect("profiles:list")
    return render(request, "profiles/delete_filter.html", {"kept": kept})
