from django.http import HttpRequest, HttpResponse


def mail(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
