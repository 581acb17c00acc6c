from django.urls import path

from . import views

app_name = "operator_desk"
urlpatterns = [
    path("operator/", views.operator, name="operator"),
    path("operator/mails/<uuid:mail_id>/send-again/", views.send_mail_again, name="send_mail_again"),
    path("operator/jobs/<int:job_id>/run-again/", views.run_job_again, name="run_job_again"),
]
