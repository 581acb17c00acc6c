from django.urls import path

from . import views

app_name = "letters"
urlpatterns = [
    path("visit/<uuid:visit_id>/letters/new/<slug:kind>/", views.write, name="write"),
    path("visits/<uuid:visit_id>/summary.pdf", views.summary, name="summary"),
    path("letters/", views.own_letters, name="own_letters"),
    path("letters/<uuid:letter_id>/", views.look, name="look"),
    path("letters/<uuid:letter_id>/change/", views.change, name="change"),
    path("letters/<uuid:letter_id>/page.png", views.picture, name="picture"),
    path("letters/<uuid:letter_id>/letter.pdf", views.pdf, name="pdf"),
    path("letters/<uuid:letter_id>/sign/", views.sign, name="sign"),
    path("letters/<uuid:letter_id>/throw-away/", views.throw_away, name="throw_away"),
    path("letters/<uuid:letter_id>/revoke/", views.revoke, name="revoke"),
    path("setup/letters/", views.wordings, name="wordings"),
    path("c/<slug:slug>/check/", views.check_form, name="check_form"),
    path("c/<slug:slug>/check/<str:code>/", views.check, name="check"),
]
