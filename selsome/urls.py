from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language
from django.contrib.auth.decorators import login_not_required

urlpatterns = [
    path("", include("profiles.urls")),
    path("konto/", include("accounts.urls")),
    path("sprak/", login_not_required(set_language), name="set_language"),
]

if settings.DEVELOPMENT:
    from selsome.development import mail

    urlpatterns.append(path("utvikling/post/", mail, name="development_mail"))

if settings.ADMIN_ENABLED:
    from allauth.account.decorators import secure_admin_login
    from django.contrib import admin

    admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
    urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "selsome.views.bad_request"
handler403 = "selsome.views.permission_denied"
handler404 = "selsome.views.page_not_found"
handler500 = "selsome.views.server_error"
