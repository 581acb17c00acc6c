from django.urls import path

from . import views

app_name = "tls"
urlpatterns = [
    path("lan/", views.lan, name="lan"),
    path("lan/authority.crt", views.authority, name="authority"),
    path("lan/qr.svg", views.qr, name="qr"),
]
