from django.urls import path

from clients.views import clients, contacts, information, key_dates, lists, promises, quiet, reveals

urlpatterns = [
    path("clients/", clients.client_list, name="client_list"),
    path("clients/<int:pk>/edit/", clients.client_edit, name="client_edit"),
    path("clients/<int:pk>/contacts/", contacts.contact_log_add, name="contact_log_add"),
    path("clients/<int:pk>/reveal/", reveals.client_reveal, name="client_reveal"),
    path("clients/<int:pk>/quiet/", quiet.client_quiet, name="client_quiet"),
    path("clients/quiet/<int:pk>/lift/", quiet.client_quiet_lift, name="client_quiet_lift"),
    path("clients/<int:pk>/later/", lists.list_later, name="list_later"),
    path("lists/<str:name>/", lists.list_done, name="list_done"),
    path("lists/<str:name>/again/", lists.list_again, name="list_again"),
    path("clients/<int:pk>/dates/", key_dates.key_date_add, name="key_date_add"),
    path("clients/dates/<int:pk>/delete/", key_dates.key_date_delete, name="key_date_delete"),
    path("information/", information.information_list, name="information_list"),
    path("information/<int:pk>/distil/", information.information_distil, name="information_distil"),
    path("information/<int:pk>/judge/", information.information_judge, name="information_judge"),
    path("information/<int:pk>/hand/", information.information_hand, name="information_hand"),
    path("information/answers/<int:pk>/", information.information_answer, name="information_answer"),
    path("information/answers/<int:pk>/read/", information.information_read, name="information_read"),
    path("information/answers/<int:pk>/recall/", information.information_recall, name="information_recall"),
    path("clients/<int:pk>/promises/", promises.promise_add, name="promise_add"),
    path("promises/", promises.promise_list, name="promise_list"),
    path("promises/<int:pk>/", promises.promise_detail, name="promise_detail"),
    path("promises/<int:pk>/close/", promises.promise_close, name="promise_close"),
    path("promises/<int:pk>/move/", promises.promise_move, name="promise_move"),
    path("promises/<int:pk>/reopen/", promises.promise_reopen, name="promise_reopen"),
    path("contacts/<int:pk>/strike/", contacts.contact_log_strike, name="contact_log_strike"),
]
