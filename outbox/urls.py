from django.urls import path

from outbox.views import messages, unsubscribe

urlpatterns = [
    path("outbox/", messages.outbox_list, name="outbox_list"),
    path("outbox/resume/", messages.outbox_resume, name="outbox_resume"),
    path("outbox/hold/", messages.outbox_hold, name="outbox_hold"),
    path("outbox/release/", messages.outbox_release, name="outbox_release"),
    path("outbox/<int:pk>/confirm/", messages.outbox_confirm, name="outbox_confirm"),
    path("outbox/<int:pk>/again/", messages.outbox_again, name="outbox_again"),
    path("outbox/<int:pk>/cancel/", messages.outbox_cancel, name="outbox_cancel"),
    # Some mail programs trim the last slash. The address that our mails bear is the one below.
    path("unsubscribe/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
