from django.urls import path

from tiers.views import prices, sponsors

urlpatterns = [
    path("prices/", prices.price_list, name="price_list"),
    path("clients/<int:pk>/sponsor/", sponsors.sponsor_name, name="sponsor_name"),
    path("clients/<int:pk>/sponsor/met/", sponsors.sponsor_meet, name="sponsor_meet"),
]
