"""A small installation for these scenes: the ways in, one page for staff, one for patients."""

from django.http import HttpResponse
from django.urls import include, path

from telepraxis.base.access import Role, Rule, page

for_staff = Rule("test.staff", lambda actor, subject: actor.is_staff)
for_patients = Rule("test.patients", lambda actor, subject: actor.has(Role.PATIENT))


@page(for_staff)
def ward(request):
    return HttpResponse(", ".join(sorted(request.actor.roles)))


@page(for_patients)
def home(request):
    return HttpResponse(request.actor.name)


urlpatterns = [
    path("", include("telepraxis.registry.accounts.urls")),
    path("", include("telepraxis.base.ui.urls")),
    path("ward/", ward),
    path("home/", home),
]
