"""Pages of confidentiality."""

from django.urls import path

from .views import chart, office, own

app_name = "confidentiality"
urlpatterns = [
    path("chart/<uuid:patient_id>/closed/", chart.open_in_emergency, name="open_in_emergency"),
    path("chart/<uuid:patient_id>/closed/again/", chart.close, name="close"),
    path("chart/<uuid:patient_id>/restrict/<slug:type>/<uuid:entry_id>/", chart.restrict, name="restrict"),
    path("privacy/", office.inbox, name="inbox"),
    path("privacy/openings/<uuid:opening_id>/", office.opening, name="opening"),
    path("privacy/wishes/<uuid:wish_id>/", office.wish, name="wish"),
    path("privacy/clearances/", office.clearances, name="clearances"),
    path("privacy/clearances/<uuid:member>/", office.clearance, name="clearance"),
    path("me/<uuid:patient_id>/privacy/", own.own, name="own"),
    path("me/<uuid:patient_id>/privacy/ask/", own.ask, name="ask"),
    path("me/<uuid:patient_id>/privacy/acting/<uuid:proxy>/", own.acting, name="acting"),
]
