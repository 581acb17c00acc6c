from django.urls import path

from telepraxis.base.ui import views

app_name = "ui"
urlpatterns = [
    path("look/theme/", views.choose_theme, name="theme"),
    path("look/language/", views.choose_language, name="language"),
    path("kit/", views.kit, name="kit"),
    path("kit/phone/", views.kit_phone, name="kit_phone"),
]
