from django.urls import path

from .views import asking, inbox, own

app_name = "contributions"
RECORD = "me/<uuid:patient_id>/my-record/"
ENTRY = f"{RECORD}<str:entry_type>/<uuid:entry_id>/"
urlpatterns = [
    path("record/", own.mine, name="mine"),
    path(RECORD, own.own, name="own"),
    path(f"{RECORD}measure/", own.measure, name="measure"),
    path(f"{RECORD}symptom/", own.symptom, name="symptom"),
    path(f"{RECORD}photo/", own.photo, name="photo"),
    path(f"{RECORD}asked/<uuid:question_id>/", asking.ask_further, name="ask_further"),
    path(f"{RECORD}declined/<uuid:correction_id>/", asking.disagree, name="disagree"),
    path(ENTRY, asking.about, name="about"),
    path(f"{ENTRY}ask/", asking.ask, name="ask"),
    path(f"{ENTRY}correct/", asking.correct, name="correct"),
    path(f"{ENTRY}take-back/", own.take_back, name="take_back"),
    path("from-patients/", inbox.inbox, name="inbox"),
    path("from-patients/questions/<uuid:question_id>/", inbox.question, name="question"),
    path("from-patients/corrections/<uuid:correction_id>/", inbox.correction, name="correction"),
    path("from-patients/seen/<uuid:arrival_id>/", inbox.seen, name="seen"),
]
