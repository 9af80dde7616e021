"""Taking the register out as a list, narrowed down as it is on the screen."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles import exporting, searching
from profiles.views.fetching import user_of


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What the query string leaves of the register, as CSV or as an Excel workbook."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    name = f"profiler-{timezone.localdate().isoformat()}.{kind}"
    profiles = searching.narrowed(user_of(request), request.GET)
    if kind == "xlsx":
        return FileResponse(exporting.as_workbook(profiles), as_attachment=True, filename=name)
    return StreamingHttpResponse(
        exporting.as_csv(profiles),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
