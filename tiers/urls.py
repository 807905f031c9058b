from django.urls import path

from tiers.views import appeals, concessions, prices, signals, sponsors

urlpatterns = [
    path("prices/", prices.price_list, name="price_list"),
    path("concessions/", concessions.concession_list, name="concession_list"),
    path("clients/<int:pk>/concession/", concessions.concession_ask, name="concession_ask"),
    path("clients/<int:pk>/appeal/", appeals.appeal_ask, name="appeal_ask"),
    path("clients/<int:pk>/sponsor/", sponsors.sponsor_name, name="sponsor_name"),
    path("clients/<int:pk>/sponsor/met/", sponsors.sponsor_meet, name="sponsor_meet"),
    path("signals/", signals.signal_list, name="signal_list"),
    path("signals/<int:pk>/", signals.signal_detail, name="signal_detail"),
    path("signals/<int:pk>/close/", signals.signal_close, name="signal_close"),
    path("signals/<int:pk>/reopen/", signals.signal_reopen, name="signal_reopen"),
]
