from django.urls import path

from . import views

app_name = "mailsink"
urlpatterns = [
    path("demo/inbox/", views.inbox, name="inbox"),
    path("demo/inbox/<str:number>/", views.read, name="letter"),
    path("demo/inbox/<str:number>/as-sent/", views.as_sent, name="as_sent"),
    path("demo/inbox/<str:number>/attachments/<int:place>/", views.attachment, name="attachment"),
]
