from django.urls import path

from partners.views import honours, partnerships

urlpatterns = [
    path("partners/", partnerships.partner_list, name="partner_list"),
    path("partners/honours/", honours.partner_honours, name="partner_honours"),
    path("clients/<int:pk>/partner/certificate/", honours.partnership_certificate, name="partnership_certificate"),
    path("clients/<int:pk>/partner/", partnerships.partnership_edit, name="partnership_edit"),
    path("clients/<int:pk>/partner/step/", partnerships.partnership_step, name="partnership_step"),
    path("clients/<int:pk>/partner/check/", partnerships.partnership_check, name="partnership_check"),
    path("clients/<int:pk>/partner/end/", partnerships.partnership_end, name="partnership_end"),
]
