from django.contrib import admin
from django.urls import include, path

from crm.views import call_sheets, client, clock, consents, day_rows, health, months, outbox, search, sink, workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("day/<int:pk>/", day_rows.day_row, name="day_row"),
    path("day/<int:pk>/dial/", day_rows.day_row_dial, name="day_row_dial"),
    path("day/<int:pk>/missed/", day_rows.day_row_missed, name="day_row_missed"),
    path("day/<int:pk>/put-off/", day_rows.day_row_put_off, name="day_row_put_off"),
    path("day/<int:pk>/undo/", day_rows.day_row_undo, name="day_row_undo"),
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
