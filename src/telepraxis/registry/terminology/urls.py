from django.urls import path

from . import views

app_name = "terminology"
urlpatterns = [path("codes/find/", views.find, name="find")]
