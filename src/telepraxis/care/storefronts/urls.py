from django.urls import path

from . import views

app_name = "storefronts"
urlpatterns = [
    path("setup/pharmacy/", views.setup, name="setup"),
    path("setup/pharmacy/publish/", views.publish_or_not, name="publish"),
    path("setup/pharmacy/plans/", views.plans, name="plans"),
    path("setup/pharmacy/plans/<uuid:own_plan_id>/", views.plan, name="plan"),
    path("setup/pharmacy/plans/<uuid:own_plan_id>/retire/", views.plan_retire, name="plan_retire"),
    path("setup/pharmacy/plans/<uuid:own_plan_id>/except/", views.plan_except, name="plan_except"),
    path("setup/pharmacy/plans/<uuid:own_plan_id>/bring/", views.plan_bring, name="plan_bring"),
    path("setup/pharmacy/plans/<uuid:own_plan_id>/plan.csv", views.plan_file, name="plan_file"),
    path("pharmacies/", views.find, name="find"),
    path("pharmacies/<slug:slug>/", views.one, name="one"),
    path("me/<uuid:patient_id>/places/", views.places, name="places"),
    path("me/<uuid:patient_id>/places/<uuid:own_place_id>/drop/", views.drop_place, name="drop_place"),
    path("me/<uuid:patient_id>/coverage/", views.coverage, name="coverage"),
    path("me/<uuid:patient_id>/coverage/<uuid:coverage_id>/end/", views.end_coverage, name="end_coverage"),
    path("coverage/<uuid:patient_id>/", views.coverage_of, name="coverage_of"),
    path("coverage/<uuid:patient_id>/<uuid:coverage_id>/end/", views.end_coverage_of, name="end_coverage_of"),
]
