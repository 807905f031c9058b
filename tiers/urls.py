from django.urls import path

from tiers.views import prices, signals

urlpatterns = [
    path("prices/", prices.price_list, name="price_list"),
    path("signals/", signals.signal_list, name="signal_list"),
    path("signals/<int:pk>/", signals.signal_detail, name="signal_detail"),
    path("signals/<int:pk>/close/", signals.signal_close, name="signal_close"),
    path("signals/<int:pk>/reopen/", signals.signal_reopen, name="signal_reopen"),
]
