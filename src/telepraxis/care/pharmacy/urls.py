from django.urls import path

from .views import own, own_choosing

app_name = "pharmacy"
OWN = "me/<uuid:patient_id>/prescriptions/<uuid:prescription_id>/pharmacies/"
urlpatterns = [
    path(OWN, own_choosing.own_choose, name="own_choose"),
    path(f"{OWN}near/", own_choosing.own_near, name="own_near"),
    path(f"{OWN}<uuid:pharmacy_id>/", own_choosing.own_confirm, name="own_confirm"),
    path("me/<uuid:patient_id>/orders/<uuid:order_id>/", own.own_order, name="own_order"),
    path("me/<uuid:patient_id>/orders/<uuid:order_id>/agree/", own.own_agree, name="own_agree"),
    path("me/<uuid:patient_id>/orders/<uuid:order_id>/withdraw/", own.own_withdraw, name="own_withdraw"),
]
