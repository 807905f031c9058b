from django.urls import path

from tiers.views import prices

urlpatterns = [path("prices/", prices.price_list, name="price_list")]
