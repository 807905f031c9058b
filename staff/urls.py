from django.urls import path

from staff.views import grants, passwords, places, profiles, sessions

urlpatterns = [
    path("login/", sessions.login, name="login"),
    path("logout/", sessions.logout, name="logout"),
    path("password/", passwords.password_change, name="password_change"),
    path("me/", profiles.profile_edit, name="profile_edit"),
    path("places/add/", places.place_add, name="place_add"),
    path("places/<int:pk>/edit/", places.place_edit, name="place_edit"),
    path("places/<int:pk>/give/", places.place_give, name="place_give"),
    path("places/<int:pk>/look/", places.place_look, name="place_look"),
    path("grants/", grants.grant_list, name="grant_list"),
    path("grants/decide/", grants.grant_decide, name="grant_decide"),
]
