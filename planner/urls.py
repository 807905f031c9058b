from django.urls import path

from planner.views import backlogs, care_days, doors, visit_requests, visits

urlpatterns = [
    path("care-day/", care_days.care_day, name="care_day"),
    path("care-day/build/", care_days.care_day_build, name="care_day_build"),
    path("care-day/add/", care_days.care_day_add, name="care_day_add"),
    path("care-day/backlog/", backlogs.backlog, name="backlog"),
    path("care-day/backlog/accept/", backlogs.backlog_accept, name="backlog_accept"),
    path("care-day/backlog/drop/", backlogs.backlog_drop, name="backlog_drop"),
    path("visits/", visits.visit_day, name="visit_day"),
    path("visits/weekday/", visits.visit_weekday, name="visit_weekday"),
    path("clients/<int:pk>/visit/ask/", visit_requests.visit_ask, name="visit_ask"),
    path("clients/<int:pk>/visit/invite/", visit_requests.visit_invite, name="visit_invite"),
    path("visits/stops/<int:pk>/", doors.visit_stop, name="visit_stop"),
    path("visits/stops/<int:pk>/draft/", doors.visit_draft, name="visit_draft"),
    path("visits/add/", visits.visit_add, name="visit_add"),
    path("visits/stops/<int:pk>/set/", visits.visit_set, name="visit_set"),
    path("visits/stops/<int:pk>/move/", visits.visit_move, name="visit_move"),
    path("visits/stops/<int:pk>/off/", visits.visit_off, name="visit_off"),
    path("visits/stops/<int:pk>/back/", visits.visit_back, name="visit_back"),
    path("care-day/<int:pk>/switch/", care_days.care_day_switch, name="care_day_switch"),
    path("care-day/items/<int:pk>/drop/", care_days.care_item_drop, name="care_item_drop"),
]
