from django.urls import path

from .views import inbox, item, overview, own

app_name = "results"
urlpatterns = [
    path("results/", inbox.results, name="inbox"),
    path("results/count/", inbox.count, name="count"),
    path("results/tell-usual/", inbox.tell_normal, name="tell_normal"),
    path("results/overview/", overview.overview, name="overview"),
    path("results/settings/", overview.settings, name="settings"),
    path("results/covers/<uuid:cover_id>/end/", overview.end_cover, name="end_cover"),
    path("results/<uuid:item_id>/", item.item, name="item"),
    path("results/<uuid:item_id>/decide/", item.decide, name="decide"),
    path("results/<uuid:item_id>/tell/", item.tell, name="tell"),
    path("results/<uuid:item_id>/acknowledge/", item.acknowledge, name="acknowledge"),
    path("results/<uuid:item_id>/excuse/", item.excuse, name="excuse"),
    path("results/<uuid:item_id>/hand-on/", item.hand_on, name="hand_on"),
    path("results/<uuid:item_id>/take-up/", item.take_up, name="take_up"),
    path("me/<uuid:patient_id>/results/", own.own, name="own"),
    path("me/<uuid:patient_id>/results/<uuid:item_id>/read/", own.read, name="read"),
]
