from django.urls import path

from campaigns.views import briefings, gifts, greetings

urlpatterns = [
    path("briefings/<int:pk>/", briefings.briefing_write, name="briefing_write"),
    path("briefings/<int:pk>/approve/", briefings.briefing_approve, name="briefing_approve"),
    path("briefings/<int:pk>/keep/", briefings.briefing_keep, name="briefing_keep"),
    path("briefings/<int:pk>/copy/", briefings.briefing_copy, name="briefing_copy"),
    path("briefings/<int:pk>/withdraw/", briefings.briefing_withdraw, name="briefing_withdraw"),
    path("clients/<int:pk>/gifts/", gifts.gift_add, name="gift_add"),
    path("gifts/<int:pk>/return/", gifts.gift_return, name="gift_return"),
    path("greetings/", greetings.greeting_list, name="greeting_list"),
    path("greetings/team/", greetings.greeting_team, name="greeting_team"),
    path("greetings/<int:pk>/", greetings.greeting_review, name="greeting_review"),
    path("greetings/<int:pk>/approve/", greetings.greeting_approve, name="greeting_approve"),
    path("greetings/<int:pk>/copy/", greetings.greeting_copy, name="greeting_copy"),
    path("greetings/<int:pk>/reword/", greetings.greeting_reword, name="greeting_reword"),
    path("greetings/<int:pk>/skip/", greetings.greeting_skip, name="greeting_skip"),
    path("greetings/<int:pk>/by-hand/", greetings.greeting_by_hand, name="greeting_by_hand"),
    path("greetings/<int:pk>/withdraw/", greetings.greeting_withdraw, name="greeting_withdraw"),
    path("greetings/<int:pk>/keep/", greetings.greeting_keep, name="greeting_keep"),
    path("greetings/omitted/<int:pk>/", greetings.greeting_anyway, name="greeting_anyway"),
    path("greetings/team/<int:pk>/cosign/", greetings.greeting_cosign, name="greeting_cosign"),
]
