from django.urls import path

from .views import desk, hooks, office, own, setting

app_name = "payments"
OWN, LINKED = "me/<uuid:patient_id>/payments/<uuid:charge_id>/", "pay/<str:token>/"
urlpatterns = [
    path("pay/hook/<uuid:organization>/stripe/", hooks.stripe, name="hook"),
    path("me/<uuid:patient_id>/payments/", own.own, name="own"),
    path(OWN, own.own_charge, name="own_charge"),
    path(f"{OWN}card/", own.own_card, name="own_card"),
    path(f"{OWN}transfer/", own.own_transfer, name="own_transfer"),
    path(f"{OWN}going/<uuid:payment_id>/", own.own_going, name="own_going"),
    path(f"{OWN}give-up/<uuid:payment_id>/", own.own_give_up, name="own_give_up"),
    path(f"{OWN}receipt/<uuid:receipt_id>.pdf", own.own_receipt, name="own_receipt"),
    path(LINKED, own.linked, name="linked"),
    path(f"{LINKED}card/", own.linked_card, name="linked_card"),
    path(f"{LINKED}transfer/", own.linked_transfer, name="linked_transfer"),
    path(f"{LINKED}going/<uuid:payment_id>/", own.linked_going, name="linked_going"),
    path(f"{LINKED}give-up/<uuid:payment_id>/", own.linked_give_up, name="linked_give_up"),
    path(f"{LINKED}receipt/<uuid:receipt_id>.pdf", own.linked_receipt, name="linked_receipt"),
    path("money/", office.day, name="day"),
    path("money/arrived/", office.arrived, name="arrived"),
    path("money/till/<uuid:till_id>/close/", office.close, name="close_till"),
    path("money/patients/<uuid:patient_id>/", desk.patient, name="patient"),
    path("money/patients/<uuid:patient_id>/add/", desk.add, name="add"),
    path("money/charges/<uuid:charge_id>/", desk.charge, name="charge"),
    path("money/charges/<uuid:charge_id>/cash/", desk.cash, name="cash"),
    path("money/charges/<uuid:charge_id>/transfer/", desk.transfer, name="transfer"),
    path("money/charges/<uuid:charge_id>/link/", desk.link, name="link"),
    path("money/charges/<uuid:charge_id>/withdraw/", desk.withdraw, name="withdraw"),
    path("money/payments/<uuid:payment_id>/give-up/", desk.give_up, name="give_up"),
    path("money/payments/<uuid:payment_id>/refund/", desk.refund, name="refund"),
    path("money/receipts/<uuid:receipt_id>.pdf", desk.receipt, name="receipt"),
    path("money/prices/", setting.prices, name="prices"),
    path("money/prices/<uuid:price_id>/end/", setting.end_price, name="end_price"),
    path("money/ways/", setting.ways, name="ways"),
    path("money/ways/bank/", setting.bank, name="bank"),
    path("money/ways/cards/off/", setting.cards_off, name="cards_off"),
]
