from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("profiles.urls")),
    path("konto/", include("accounts.urls")),
    path("sprak/", choose_language, name="set_language"),
]

if settings.DEVELOPMENT:
    from selsome import development

    urlpatterns += [
        path("utvikling/post/", development.mail_list, name="development_mail"),
        path(
            "utvikling/post/<slug:name>/",
            development.mail_message,
            name="development_mail_message",
        ),
    ]

handler400 = "selsome.views.bad_request"
handler403 = "selsome.views.permission_denied"
handler404 = "selsome.views.page_not_found"
handler429 = "selsome.views.too_many_requests"
handler500 = "selsome.views.server_error"
