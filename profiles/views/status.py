"""Whether all is well, for a monitor that nobody has to look at."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from profiles import runs


@login_not_required
@never_cache
@require_safe
def status(request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok", "late": []}`; 503 with the daily jobs that are late, by code, or
    with `"status": "no database"`. Nothing else is told: it needs no sign-in.
    """
    try:
        late = [job.value for job in runs.late(timezone.now())]
    except DatabaseError:
        return JsonResponse({"status": "no database", "late": []}, status=503)
    answer = {"status": "late" if late else "ok", "late": late}
    return JsonResponse(answer, status=503 if late else 200)
