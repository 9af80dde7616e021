from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles import lifecycle, permissions
from profiles.models import Condition, Profile
from profiles.permissions import require
from profiles.views.fetching import user_of


@require_POST
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a condition of the approval is met."""
    user = user_of(request)
    known = Condition.objects.filter(profile__in=Profile.objects.visible_to(user))
    condition = get_object_or_404(known.select_related("profile"), pk=pk)
    require(permissions.can_meet(user, condition))
    if lifecycle.meet_condition(condition, by=user):
        messages.success(request, _("The condition is met. The administration has been told."))
    else:
        messages.info(request, _("Somebody has said already that this condition is met."))
    return redirect(condition.profile)
