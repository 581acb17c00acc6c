from django.urls import path, register_converter

from .addresses import ShortUuid
from .views import own, public, saving

register_converter(ShortUuid, "short_uuid")

app_name = "sharing"
urlpatterns = [
    path("me/<uuid:patient_id>/sharing/", own.own, name="own"),
    path("me/<uuid:patient_id>/sharing/end-all/", own.end_all, name="end_all"),
    path("me/<uuid:patient_id>/sharing/<uuid:link_id>/end/", own.end, name="end"),
    path("me/<uuid:patient_id>/sharing/<uuid:link_id>/renew/", own.renew, name="renew"),
    path("me/<uuid:patient_id>/record.pdf", saving.as_pdf, name="as_pdf"),
    path("me/<uuid:patient_id>/record.zip", saving.as_fhir, name="as_fhir"),
    path("shl/<short_uuid:organization>/<str:token>", public.open_link, name="open"),
    path("shl/<short_uuid:organization>/<str:token>/<str:ticket>", public.fetch, name="fetch"),
    path("shared/view", public.view, name="view"),
]
