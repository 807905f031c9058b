from django.urls import path

from campaigns.views import capacity, greetings, outbox, planner, unsubscribe

urlpatterns = [
    path("care-day/", planner.care_day, name="care_day"),
    path("care-day/build/", planner.care_day_build, name="care_day_build"),
    path("care-day/add/", planner.care_day_add, name="care_day_add"),
    path("care-day/capacity/", capacity.capacity, name="capacity"),
    path("care-day/<int:pk>/switch/", planner.care_day_switch, name="care_day_switch"),
    path("care-day/items/<int:pk>/", planner.care_item_settle, name="care_item_settle"),
    path("greetings/", greetings.greeting_list, name="greeting_list"),
    path("greetings/team/", greetings.greeting_team, name="greeting_team"),
    path("greetings/<int:pk>/", greetings.greeting_review, name="greeting_review"),
    path("greetings/<int:pk>/approve/", greetings.greeting_approve, name="greeting_approve"),
    path("greetings/<int:pk>/reword/", greetings.greeting_reword, name="greeting_reword"),
    path("greetings/<int:pk>/skip/", greetings.greeting_skip, name="greeting_skip"),
    path("greetings/<int:pk>/by-hand/", greetings.greeting_by_hand, name="greeting_by_hand"),
    path("greetings/<int:pk>/withdraw/", greetings.greeting_withdraw, name="greeting_withdraw"),
    path("greetings/<int:pk>/keep/", greetings.greeting_keep, name="greeting_keep"),
    path("greetings/omitted/<int:pk>/", greetings.greeting_anyway, name="greeting_anyway"),
    path("greetings/team/<int:pk>/cosign/", greetings.greeting_cosign, name="greeting_cosign"),
    path("outbox/", outbox.outbox_list, name="outbox_list"),
    path("outbox/resume/", outbox.outbox_resume, name="outbox_resume"),
    path("outbox/hold/", outbox.outbox_hold, name="outbox_hold"),
    path("outbox/release/", outbox.outbox_release, name="outbox_release"),
    path("outbox/<int:pk>/confirm/", outbox.outbox_confirm, name="outbox_confirm"),
    path("outbox/<int:pk>/again/", outbox.outbox_again, name="outbox_again"),
    path("outbox/<int:pk>/cancel/", outbox.outbox_cancel, name="outbox_cancel"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
