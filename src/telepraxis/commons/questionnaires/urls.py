from django.urls import path

from . import views

app_name = "questionnaires"
urlpatterns = [
    path("forms/", views.every_form, name="every_form"),
    path("forms/new/", views.begin, name="begin"),
    path("forms/import/", views.bring_in, name="bring_in"),
    path("forms/instruments/<slug:instrument>/", views.instrument, name="instrument"),
    path("forms/<uuid:form_id>/", views.edit, name="edit"),
    path("forms/<uuid:form_id>/try/", views.try_out, name="try_out"),
    path("forms/<uuid:form_id>/publish/", views.publish, name="publish"),
    path("forms/<uuid:form_id>/retire/", views.retire, name="retire"),
    path("forms/<uuid:form_id>/version/", views.new_version, name="new_version"),
    path("forms/<uuid:form_id>/copy/", views.duplicate, name="duplicate"),
    path("forms/<uuid:form_id>/throw-away/", views.throw_away, name="throw_away"),
    path("forms/<uuid:form_id>/export/", views.export, name="export"),
]
