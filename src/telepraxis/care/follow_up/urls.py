from django.urls import path

from . import views

app_name = "follow_up"
urlpatterns = [
    path("visit/<uuid:visit_id>/plan/", views.plan, name="plan"),
    path("visit/<uuid:visit_id>/plan/add/", views.add_step, name="add_step"),
    path("plan/steps/<uuid:step_id>/done/", views.tick_off, name="tick_off"),
    path("plan/steps/<uuid:step_id>/not-done/", views.not_done, name="not_done"),
    path("plan/steps/<uuid:step_id>/cancel/", views.cancel_step, name="cancel_step"),
    path("plan/steps/<uuid:step_id>/book/", views.book, name="book"),
    path("plan/steps/<uuid:step_id>/measure/", views.measure, name="measure"),
    path("plan/steps/<uuid:step_id>/looked-at/", views.looked_at, name="looked_at"),
    path("follow-up/", views.due, name="due"),
]
