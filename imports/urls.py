from django.urls import path

from imports.views import jobs, words

urlpatterns = [
    path("imports/", jobs.import_list, name="import_list"),
    path("imports/upload/", jobs.import_upload, name="import_upload"),
    path("imports/words/", words.word_list, name="word_list"),
    path("imports/words/add/", words.word_add, name="word_add"),
    path("imports/tags/add/", words.tag_add, name="tag_add"),
    path("imports/words/<int:pk>/remove/", words.word_remove, name="word_remove"),
    path("imports/<int:pk>/", jobs.import_detail, name="import_detail"),
    path("imports/<int:pk>/start/", jobs.import_start, name="import_start"),
    path("imports/<int:pk>/cancel/", jobs.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/errors/", jobs.import_errors, name="import_errors"),
]
