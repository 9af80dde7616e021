from django.urls import path

from profiles.views import (
    answering,
    conditions,
    life,
    notices,
    profile,
    register,
    registration,
    saved_filters,
    tasks,
)

app_name = "profiles"

urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("profiler/", register.register, name="list"),
    path("profiler/ny/", registration.new, name="register"),
    path("profiler/filtre/lagre/", saved_filters.save, name="save_filter"),
    path("profiler/filtre/<int:pk>/slett/", saved_filters.delete, name="delete_filter"),
    path("profiler/adresse/", registration.address, name="address"),
    path("profiler/<int:pk>/", profile.profile, name="profile"),
    path("profiler/<int:pk>/konto/", registration.account, name="account"),
    path("profiler/<int:pk>/vurdering/", registration.assessment, name="assessment"),
    path("profiler/<int:pk>/folk/", registration.people, name="people"),
    path("profiler/<int:pk>/se-gjennom/", registration.review, name="review"),
    path("profiler/<int:pk>/formalsvurdering/", profile.assessment, name="assessed"),
    path("profiler/<int:pk>/meldt/<int:snapshot>/", profile.snapshot, name="snapshot"),
    path("profiler/<int:pk>/trekk-tilbake/", life.withdraw, name="withdraw"),
    path("profiler/<int:pk>/ta-opp-igjen/", life.reconsider, name="reconsider"),
    path("profiler/<int:pk>/forkast/", life.discard, name="discard"),
    path("profiler/<int:pk>/hent-tilbake/", life.restore, name="restore"),
    path("profiler/<int:pk>/godkjenn/", answering.approve, name="approve"),
    path("profiler/<int:pk>/send-tilbake/", answering.send_back, name="send_back"),
    path("profiler/<int:pk>/avsla/", answering.reject, name="reject"),
    path("vilkar/<int:pk>/oppfylt/", conditions.meet, name="meet_condition"),
    path("meldinger/", answering.queue, name="queue"),
    path("varsler/", notices.inbox, name="inbox"),
    path("varsler/lest/", notices.read_all, name="notices_read"),
    path("varsler/ikke-levert/", notices.undelivered, name="undelivered"),
    path("varsler/<int:pk>/", notices.notice, name="notice"),
    path("varsler/<int:pk>/lest/", notices.read, name="notice_read"),
    path("varsler/<int:pk>/prov-igjen/", notices.retry, name="notice_retry"),
]
