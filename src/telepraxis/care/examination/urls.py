from django.urls import path

from . import views

app_name = "examination"
urlpatterns = [
    path("visit/<uuid:visit_id>/stills/", views.ask, name="ask"),
    path("visit/<uuid:visit_id>/stills/<uuid:still_id>/withdraw/", views.withdraw, name="withdraw"),
    path("visits/<uuid:visit_id>/stills/", views.asked, name="asked"),
    path("visits/<uuid:visit_id>/stills/<uuid:still_id>/", views.answer, name="answer"),
]
