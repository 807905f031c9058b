from django.urls import path

from campaigns.views import outbox, planner, unsubscribe

urlpatterns = [
    path("care-day/", planner.care_day, name="care_day"),
    path("care-day/build/", planner.care_day_build, name="care_day_build"),
    path("care-day/<int:pk>/switch/", planner.care_day_switch, name="care_day_switch"),
    path("care-day/items/<int:pk>/", planner.care_item_settle, name="care_item_settle"),
    path("outbox/", outbox.outbox_list, name="outbox_list"),
    path("outbox/mine/", outbox.outbox_mine, name="outbox_mine"),
    path("outbox/resume/", outbox.outbox_resume, name="outbox_resume"),
    path("outbox/<int:pk>/confirm/", outbox.outbox_confirm, name="outbox_confirm"),
    path("outbox/<int:pk>/again/", outbox.outbox_again, name="outbox_again"),
    path("outbox/<int:pk>/cancel/", outbox.outbox_cancel, name="outbox_cancel"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
