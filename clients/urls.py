from django.urls import path

from clients.views import clients, contacts, key_dates, lists, quiet, reveals

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
    path("contacts/<int:pk>/strike/", contacts.contact_log_strike, name="contact_log_strike"),
]
