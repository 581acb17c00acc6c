from django.urls import path

from .views import countersigning, notes, phrases

app_name = "chart"
urlpatterns = [
    path("visit/<uuid:visit_id>/note/", notes.note, name="note"),
    path("visit/<uuid:visit_id>/note/save/", notes.save_note, name="save_note"),
    path("visit/<uuid:visit_id>/note/decide/", notes.decide_note, name="decide_note"),
    path("visit/<uuid:visit_id>/note/sign/", notes.sign_note, name="sign_note"),
    path("visit/<uuid:visit_id>/note/addendum/", notes.add_addendum, name="add_addendum"),
    path("visit/<uuid:visit_id>/note/carry/", notes.carry_forward, name="carry_forward"),
    path("visit/<uuid:visit_id>/note/countersign/", countersigning.countersign, name="countersign"),
    path("visit/<uuid:visit_id>/note/give-back/", countersigning.give_back, name="give_back"),
    path("setup/countersigning/", countersigning.supervision, name="supervision"),
    path("visit/<uuid:visit_id>/note/template/", phrases.template_of_note, name="template_of_note"),
    path("visit/<uuid:visit_id>/note/phrases/", phrases.phrases_to_use, name="phrases_to_use"),
    path("visit/<uuid:visit_id>/note/put-in/", phrases.put_in, name="put_in"),
    path("visit/<uuid:visit_id>/summary/", notes.write_summary, name="write_summary"),
    path("visits/", notes.own_visits, name="own_visits"),
    path("visits/<uuid:visit_id>/summary/", notes.own_summary, name="own_summary"),
    path("phrases/", phrases.own_phrases, name="own_phrases"),
    path("phrases/practice/", phrases.practice_phrases, name="practice_phrases"),
    path("phrases/lines/", phrases.lines_to_use, name="lines_to_use"),
    path("phrases/pack/", phrases.own_pack, name="own_pack"),
    path("phrases/practice/pack/", phrases.practice_pack, name="practice_pack"),
    path("phrases/<uuid:phrase_id>/", phrases.phrase, name="phrase"),
    path("phrases/<uuid:phrase_id>/star/", phrases.star, name="star_phrase"),
    path("phrases/<uuid:phrase_id>/copy/", phrases.copy, name="copy_phrase"),
    path("phrases/<uuid:phrase_id>/retire/", phrases.retire, name="retire_phrase"),
]
