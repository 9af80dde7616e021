from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Department
from profiles.forms.register import RegisterForm
from profiles.models import Profile
from profiles.views.fetching import user_of

PAGE_SIZE = 50


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The profiles that the person may see, by department."""
    known = Profile.objects.visible_to(user_of(request)).in_register()
    departments = Department.objects.filter(pk__in=known.values("department"))
    form = RegisterForm(request.GET, departments=departments)
    found = form.narrow(known).select_related("department").prefetch_related("addresses")
    in_order = found.order_by("department__name", "department", Lower("name"), "pk")
    page = Paginator(in_order, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "is_narrowed": bool(form.chosen)}
    return render(request, "profiles/list.html", context)
