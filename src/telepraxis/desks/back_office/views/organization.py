"""The practice itself, its sites, and the emergency numbers that hold for it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.organizations import jurisdictions, profile, sites
from telepraxis.registry.organizations.founding import UnknownTimeZone
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.organizations.models import Site
from telepraxis.registry.organizations.permissions import may_manage_organization
from telepraxis.registry.practitioners.models import Licence

from ..forms.organization import NumberForm, OrganizationForm, SiteForm
from .framing import practice_zone, step_page

SHOWN_OF_PROFILE = (
    "jurisdiction language street postal_code city phone email "
    "out_of_hours_text emergency_text idle_minutes no_show_after_minutes confidential_from_age force_relay"
).split()


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def organization(request: HttpRequest) -> HttpResponse:
    """Name, address and ways of working."""
    known = profile.profile_of(request.actor.organization_id)
    initial = {field: getattr(known, field) for field in SHOWN_OF_PROFILE}
    initial |= {"name": known.organization.name, "time_zone": known.organization.time_zone}
    places = jurisdictions.jurisdictions(request.actor.organization_id)
    form = OrganizationForm(request.POST or None, initial=initial, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            profile.amend_profile(**form.cleaned_data, by=request.actor, now=request.now)
        except UnknownTimeZone as unknown:
            form.add_error("time_zone", str(unknown))
        else:
            toasts.tell(request, _("Saved."))
            return redirect("back_office:organization")
    return step_page(request, "organization", "organization", form)


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def all_sites(request: HttpRequest) -> HttpResponse:
    """The sites, and a form for another."""
    form = SiteForm(request.POST or None, initial={"time_zone": practice_zone(request.actor.organization_id)})
    if request.method == "POST" and form.is_valid() and _opened(request, form):
        return redirect("back_office:sites")
    listed = sites.sites_of(request.actor.organization_id)
    return step_page(request, "sites", "sites", form, sites=listed)


def _opened(request: HttpRequest, form: SiteForm, site: Site | None = None) -> bool:
    verb = (lambda **typed: sites.amend_site(site=site, **typed)) if site else sites.open_site
    try:
        verb(**form.cleaned_data, by=request.actor, now=request.now)
    except sites.SiteNameTaken as taken:
        form.add_error("name", str(taken))
    except UnknownTimeZone as unknown:
        form.add_error("time_zone", str(unknown))
    else:
        toasts.tell(request, _("Saved."))
    return not form.errors


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def one_site(request: HttpRequest, site: UUID) -> HttpResponse:
    """Correct a site."""
    row = _site(site)
    shown = ("name", "street", "postal_code", "city", "phone", "time_zone")
    form = SiteForm(request.POST or None, initial={field: getattr(row, field) for field in shown})
    if request.method == "POST" and form.is_valid() and _opened(request, form, row):
        return redirect("back_office:sites")
    return step_page(request, "sites", "site", form, site=row)


@page(may_manage_organization)
@require_POST
def close_site(request: HttpRequest, site: UUID) -> HttpResponse:
    """Nothing new is booked there."""
    sites.close_site(site=_site(site), by=request.actor, now=request.now)
    return redirect("back_office:sites")


def _site(site: UUID) -> Site:
    row = Site.objects.select_related("document").filter(id=site, closed_at=None).first()
    if row is None:
        raise Http404
    return row


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    """Emergency numbers where the practice treats: check each, and say how you know."""
    organization_id = request.actor.organization_id
    places = jurisdictions.jurisdictions(organization_id)
    form = NumberForm(request.POST or None, initial=_place_to_change(request, places))
    if request.method == "POST" and form.is_valid():
        try:
            jurisdictions.override(**form.cleaned_data, by=request.actor, now=request.now)
        except jurisdictions.EmergencyNumberMissing as missing:
            form.add_error("emergency_number", str(missing))
        else:
            toasts.tell(request, _("Saved."))
            return redirect("back_office:numbers")
    used = set(Licence.objects.filter(withdrawn_at=None).values_list("jurisdiction", flat=True))
    used |= {profile.profile_of(organization_id).jurisdiction}
    shown = [place for place in places.values() if place.own or place.code in used]
    listed = [(place, ", ".join(language_name(tag) for tag in place.languages)) for place in shown]
    others = [place for place in places.values() if place not in shown]
    return step_page(request, "numbers", "numbers", form, places=listed, others=others)


def _place_to_change(request: HttpRequest, places: dict) -> dict:
    place = places.get(request.GET.get("place", ""))
    if place is None:
        return {}
    fields = ("code", "name", "emergency_number", "source")
    return {field: getattr(place, field) for field in fields} | {"languages": list(place.languages)}
