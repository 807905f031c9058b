from django.urls import path

from staff.views import grants, passwords, profiles, sessions

urlpatterns = [
    path("login/", sessions.login, name="login"),
    path("logout/", sessions.logout, name="logout"),
    path("password/", passwords.password_change, name="password_change"),
    path("me/", profiles.profile_edit, name="profile_edit"),
    path("grants/", grants.grant_list, name="grant_list"),
    path("grants/decide/", grants.grant_decide, name="grant_decide"),
]
