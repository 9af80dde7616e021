"""Sign-in and passwords. Of allauth's pages only these: people are registered by the
administration, and nobody adds an e-mail address to an account by himself.
"""

from allauth.account import views as allauth_views
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("konto/logg-inn/", views.SignInView.as_view(), name="account_login"),
    path("konto/logg-ut/", allauth_views.logout, name="account_logout"),
    path("konto/stengt/", allauth_views.account_inactive, name="account_inactive"),
    path("konto/passord/", allauth_views.password_change, name="account_change_password"),
    # Who has no password yet gets one as who has forgotten it does.
    path(
        "konto/passord/velg/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("konto/passord/glemt/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "konto/passord/glemt/sendt/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^konto/passord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "konto/passord/nytt/ferdig/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sprak/", views.choose_language, name="set_language"),
]
