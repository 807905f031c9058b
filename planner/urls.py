from django.urls import path

from planner.views import backlogs, care_days

urlpatterns = [
    path("care-day/", care_days.care_day, name="care_day"),
    path("care-day/build/", care_days.care_day_build, name="care_day_build"),
    path("care-day/add/", care_days.care_day_add, name="care_day_add"),
    path("care-day/backlog/", backlogs.backlog, name="backlog"),
    path("care-day/backlog/accept/", backlogs.backlog_accept, name="backlog_accept"),
    path("care-day/backlog/drop/", backlogs.backlog_drop, name="backlog_drop"),
    path("care-day/<int:pk>/switch/", care_days.care_day_switch, name="care_day_switch"),
    path("care-day/items/<int:pk>/drop/", care_days.care_item_drop, name="care_item_drop"),
]
