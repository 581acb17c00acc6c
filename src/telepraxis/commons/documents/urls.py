from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("files/of/<uuid:patient_id>/", views.of_patient, name="of_patient"),
    path("files/of/<uuid:patient_id>/list/", views.newest, name="newest"),
    path("files/<uuid:document_id>/", views.download, name="download"),
    path("files/<uuid:document_id>/picture/", views.picture, name="picture"),
    path("files/<uuid:document_id>/small/", views.small, name="small"),
    path("files/<uuid:document_id>/look/", views.look, name="look"),
    path("files/<uuid:document_id>/size/", views.measure, name="measure"),
    path("files/<uuid:document_id>/wrong/", views.wrong, name="wrong"),
    path("files/photo/<uuid:patient_id>/", views.photo, name="photo"),
    path("files/scale-card.svg", views.scale_card, name="scale_card"),
    path("me/<uuid:patient_id>/files/", views.own, name="own"),
]
