from django.contrib import admin
from django.urls import include, path

from crm.views import call_sheets, client, clock, consents, health, months, outbox, requests, search, sink, workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("month/", months.month, name="month"),
    path("search/", search.search, name="search"),
    path("clients/<int:pk>/", client.client_detail, name="client_detail"),
    path("clients/<int:pk>/timeline/", client.client_timeline, name="client_timeline"),
    path("clients/<int:pk>/consents/", consents.client_consent, name="client_consent"),
    path("clients/<int:pk>/sheet/", call_sheets.call_sheet, name="call_sheet"),
    path("clients/<int:pk>/sheet/aim/", call_sheets.call_sheet_aim, name="call_sheet_aim"),
    path("clients/<int:pk>/sheet/used/", call_sheets.call_sheet_used, name="call_sheet_used"),
    path("clients/<int:pk>/sheet/walk/", call_sheets.call_sheet_walk, name="call_sheet_walk"),
    path("care-days/<int:pk>/sheets/", call_sheets.call_sheet_booklet, name="call_sheet_booklet"),
    path("clients/<int:pk>/override/", requests.override_ask, name="override_ask"),
    path("requests/", requests.request_list, name="request_list"),
    path("requests/<int:pk>/", requests.request_detail, name="request_detail"),
    path("requests/<int:pk>/decide/", requests.request_decide, name="request_decide"),
    path("requests/<int:pk>/countersign/", requests.request_countersign, name="request_countersign"),
    path("requests/<int:pk>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("requests/<int:pk>/end/", requests.request_end, name="request_end"),
    path("outbox/mine/", outbox.outbox_mine, name="outbox_mine"),
    path("copy/confirm/", clock.copy_confirm, name="copy_confirm"),
    path("clock/confirm/", clock.clock_confirm, name="clock_confirm"),
    path("healthz", health.healthz, name="healthz"),
    path("", include("staff.urls")),
    path("", include("clients.urls")),
    path("", include("outbox.urls")),
    path("", include("campaigns.urls")),
    path("", include("planner.urls")),
    path("", include("imports.urls")),
    path("demo/mails/", sink.sink_list, name="sink_list"),
    path("demo/mails/<str:name>/", sink.sink_detail, name="sink_detail"),
    path("admin/", admin.site.urls),
]
handler403 = "crm.views.errors.forbidden"
