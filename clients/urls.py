from django.urls import path

from clients.views import clients, contacts, lists, quiet, reveals

urlpatterns = [
    path("clients/", clients.client_list, name="client_list"),
    path("clients/<int:pk>/edit/", clients.client_edit, name="client_edit"),
    path("clients/<int:pk>/contacts/", contacts.contact_log_add, name="contact_log_add"),
    path("clients/<int:pk>/contacts/read/", contacts.contact_log_read, name="contact_log_read"),
    path("clients/<int:pk>/contacts/draft/", contacts.contact_log_draft, name="contact_log_draft"),
    path("contacts/<int:pk>/undo/", contacts.contact_log_undo, name="contact_log_undo"),
    path("clients/<int:pk>/reveal/", reveals.client_reveal, name="client_reveal"),
    path("clients/<int:pk>/quiet/", quiet.client_quiet, name="client_quiet"),
    path("clients/quiet/<int:pk>/lift/", quiet.client_quiet_lift, name="client_quiet_lift"),
    path("clients/<int:pk>/later/", lists.list_later, name="list_later"),
    path("lists/<str:name>/", lists.list_done, name="list_done"),
    path("lists/<str:name>/again/", lists.list_again, name="list_again"),
    path("contacts/<int:pk>/strike/", contacts.contact_log_strike, name="contact_log_strike"),
]
