from django.urls import path

from . import views

app_name = "medications"
urlpatterns = [
    path("prescribe/<uuid:patient_id>/", views.compose, name="compose"),
    path("prescribe/<uuid:patient_id>/read/", views.read, name="read"),
    path("prescribe/<uuid:patient_id>/add/", views.add, name="add"),
    path("prescribe/<uuid:patient_id>/state/", views.state, name="state"),
    path("prescribe/<uuid:patient_id>/decide/", views.decide, name="decide"),
    path("prescribe/<uuid:patient_id>/fields/", views.fields, name="fields"),
    path("prescribe/<uuid:patient_id>/mixture/", views.mixture, name="mixture"),
    path("prescribe/<uuid:patient_id>/line/<uuid:row_id>/", views.change, name="change"),
    path("prescribe/<uuid:patient_id>/line/<uuid:row_id>/out/", views.take_out, name="take_out"),
    path("prescribe/<uuid:patient_id>/line/<uuid:row_id>/ready/", views.ready, name="ready"),
    path("prescribe/<uuid:patient_id>/use/<uuid:sentence_id>/", views.use, name="use"),
    path("prescribe/<uuid:patient_id>/review/", views.review, name="review"),
    path("prescribe/<uuid:patient_id>/sign/", views.sign, name="sign"),
    path("prescriptions/of/<uuid:patient_id>/", views.of_patient, name="of_patient"),
    path("prescriptions/<uuid:prescription_id>/", views.one, name="one"),
    path("prescriptions/<uuid:prescription_id>/prescription.pdf", views.paper, name="paper"),
    path("prescriptions/<uuid:prescription_id>/cancel/", views.cancel, name="cancel"),
    path("prescriptions/<uuid:prescription_id>/again/", views.prescribe_again, name="again"),
    path("prescriptions/<uuid:prescription_id>/leave/", views.ask_leave, name="ask_leave"),
    path("medicines/leave/<uuid:authorisation_id>/", views.leave, name="leave"),
    path("medicines/leave/<uuid:authorisation_id>/answer/", views.leave_answered, name="leave_answered"),
    path("medicines/", views.requests, name="requests"),
    path("medicines/count/", views.count, name="count"),
    path("medicines/asked/<uuid:request_id>/take-up/", views.take_up, name="take_up"),
    path("medicines/asked/<uuid:request_id>/answer/", views.answer, name="answer"),
    path("medicines/sentences/", views.kept, name="sentences"),
    path("medicines/sentences/<uuid:sentence_id>/drop/", views.drop, name="drop"),
    path("medicines/warnings/", views.overrides, name="overrides"),
    path("setup/prescribing/", views.settings, name="settings"),
    path("setup/prescribing/audits/<uuid:audit_id>/", views.audit_act, name="audit_act"),
    path("setup/prescribing/controlled/<uuid:practitioner_id>/", views.controlled_act, name="controlled"),
    path("me/<uuid:patient_id>/prescriptions/", views.own, name="own"),
    path("me/<uuid:patient_id>/prescriptions/<uuid:prescription_id>/", views.own_one, name="own_one"),
    path(
        "me/<uuid:patient_id>/prescriptions/<uuid:prescription_id>/prescription.pdf", views.own_paper, name="own_paper"
    ),
    path("me/<uuid:patient_id>/prescriptions/more/<uuid:prescribed_id>/", views.ask_renewal, name="ask_renewal"),
    path("c/<slug:slug>/prescription/", views.check, name="check"),
]
