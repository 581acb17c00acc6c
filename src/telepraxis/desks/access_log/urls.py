from django.urls import path

from . import views

app_name = "access_log"
urlpatterns = [
    path("record/access/", views.own, name="own"),
    path("audit/", views.search, name="search"),
    path("audit/export/", views.export, name="export"),
    path("audit/sign-ins/", views.sign_ins, name="sign_ins"),
]
