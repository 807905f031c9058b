from django.urls import path

from staff.views import sessions

urlpatterns = [
    path("login/", sessions.login, name="login"),
    path("logout/", sessions.logout, name="logout"),
]
