from django.urls import path

from tiers.views import concessions, prices

urlpatterns = [
    path("prices/", prices.price_list, name="price_list"),
    path("concessions/", concessions.concession_list, name="concession_list"),
    path("clients/<int:pk>/concession/", concessions.concession_ask, name="concession_ask"),
]
