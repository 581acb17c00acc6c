"""Who works here: accounts, roles, invitations; and who of them treats: practitioners with their licences."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import record
from telepraxis.base.access import STAFF, Role, page
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts import invitations, memberships, people
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.organizations.founding import UnknownTimeZone
from telepraxis.registry.organizations.jurisdictions import jurisdictions
from telepraxis.registry.organizations.permissions import may_manage_organization
from telepraxis.registry.organizations.profile import profile_of
from telepraxis.registry.practitioners import directory, enrolment, licences, portraits
from telepraxis.registry.practitioners.models import Licence, PractitionerProfile

from ..forms.people import ROLE_NAMES, ColleagueForm, LicenceForm, PractitionerForm, RolesForm
from .framing import practice_zone, step_page


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and an invitation for another."""
    listed = directory.practitioners()
    form = ColleagueForm(request.POST or None, practitioners=listed)
    if request.method == "POST" and form.is_valid() and _invited(request, form):
        return redirect("back_office:people")
    names = {each.uid: each.name for each in listed}
    shown = [
        (
            member,
            [ROLE_NAMES[Role(role)] for role in member.roles if Role(role) in STAFF],
            names.get(member.practitioner_id),
        )
        for member in memberships.colleagues()
    ]
    return step_page(request, "people", "people", form, colleagues=shown)


def _invited(request: HttpRequest, form: ColleagueForm) -> bool:
    typed = form.cleaned_data
    try:
        account = people.create_staff_account(
            email=typed["email"],
            name=typed["name"],
            roles={Role(role) for role in typed["roles"]},
            practitioner=UUID(typed["practitioner"]) if typed["practitioner"] else None,
            by=request.actor,
            now=request.now,
        )
    except people.AlreadyStaff:
        form.add_error("email", _("Somebody with this address works here already."))
        return False
    invitations.invite(account=account, by=request.actor, now=request.now)
    toasts.tell(request, _("%(name)s is invited: the mail opens the way in.") % {"name": typed["name"]})
    return True


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def colleague(request: HttpRequest, member: UUID) -> HttpResponse:
    """Change what a colleague may do."""
    row = _member(member)
    held = {Role(role) for role in row.roles} & STAFF
    initial = {"roles": sorted(held), "practitioner": str(row.practitioner_id or "")}
    form = RolesForm(request.POST or None, initial=initial, practitioners=directory.practitioners())
    if request.method == "POST" and form.is_valid():
        wanted = {Role(role) for role in form.cleaned_data["roles"]}
        if row.account_id == request.actor.account_id and not wanted & {Role.MANAGER, Role.SYSTEM_ADMINISTRATOR}:
            form.add_error("roles", _("You would lock yourself out. Let another manager take this from you."))
        else:
            _set_roles(request, row, held, wanted, form.cleaned_data["practitioner"])
            toasts.tell(request, _("Saved."))
            return redirect("back_office:people")
    return step_page(request, "people", "colleague", form, member=row)


def _set_roles(request: HttpRequest, row: Membership, held: set[Role], wanted: set[Role], practitioner: str) -> None:
    door = {"account": row.account, "by": request.actor, "now": request.now}
    memberships.grant(roles=wanted, practitioner=UUID(practitioner) if practitioner else None, **door)
    if held - wanted:
        memberships.take_away(roles=held - wanted, **door)


@page(may_manage_organization)
@require_POST
def invite_again(request: HttpRequest, member: UUID) -> HttpResponse:
    """Send the invitation once more."""
    row = _member(member)
    invitations.invite(account=row.account, by=request.actor, now=request.now)
    toasts.tell(request, _("%(name)s is invited: the mail opens the way in.") % {"name": row.account.name})
    return redirect("back_office:people")


@page(may_manage_organization)
@require_POST
def reset_sign_in(request: HttpRequest, member: UUID) -> HttpResponse:
    """Take back every way in of a colleague who lost theirs, and invite them anew."""
    row = _member(member)
    invitations.reset_factors(account=row.account, by=request.actor, now=request.now)
    toasts.tell(request, _("%(name)s is invited: the mail opens the way in.") % {"name": row.account.name})
    return redirect("back_office:people")


@page(may_manage_organization)
@require_POST
def end_colleague(request: HttpRequest, member: UUID) -> HttpResponse:
    """End a colleague's access at once."""
    row = _member(member)
    if row.account_id != request.actor.account_id:
        memberships.take_away(
            account=row.account,
            roles={Role(role) for role in row.roles} & STAFF,
            by=request.actor,
            now=request.now,
        )
        toasts.tell(request, _("%(name)s has no access any more.") % {"name": row.account.name})
    return redirect("back_office:people")


def _member(member: UUID) -> Membership:
    row = Membership.objects.select_related("account").filter(id=member, ended_at=None).first()
    if row is None or not {Role(role) for role in row.roles} & STAFF:
        raise Http404
    return row


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def practitioners(request: HttpRequest) -> HttpResponse:
    """Everybody who treats, and a form for another."""
    form = PractitionerForm(
        request.POST or None,
        request.FILES or None,
        initial={"time_zone": practice_zone(request.actor.organization_id), "accepts_new": True},
    )
    if request.method == "POST" and form.is_valid():
        enrolled = _described(request, form, None)
        if enrolled:
            return redirect("back_office:practitioner", practitioner=enrolled)
    return step_page(request, "practitioners", "practitioners", form, practitioners=directory.practitioners())


@page(may_manage_organization)
@require_http_methods(["GET", "POST"])
def practitioner(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    """Amend one practitioner; their licences stand below."""
    profile = _profile(practitioner)
    form = PractitionerForm(request.POST or None, request.FILES or None, initial=_initial(profile))
    if request.method == "POST" and form.is_valid() and _described(request, form, profile):
        toasts.tell(request, _("Saved."))
        return redirect("back_office:practitioners")
    return _practitioner_page(request, profile, form, _licence_form(request, None))


def _practitioner_page(request, profile: PractitionerProfile, form: PractitionerForm, licence_form: LicenceForm):
    return step_page(
        request,
        "practitioners",
        "practitioner",
        form,
        profile=profile,
        portrait=portraits.address_of(profile),
        licences=[
            (each, each.is_valid_on(request.now.date())) for each in licences.licences_of(profile.practitioner_id)
        ],
        licence_form=licence_form,
    )


def _described(request: HttpRequest, form: PractitionerForm, profile: PractitionerProfile | None) -> UUID | None:
    """Enrol or amend; return the practitioner's uid, or None with the refusal beside its field."""
    door = {"by": request.actor, "now": request.now}
    try:
        picture = form.cleaned_data["portrait"]
        content = picture.read(portraits.LARGEST + 1) if picture else b""
        if content:
            portraits.media_type_of(content)
        if profile is None:
            uid = enrolment.enrol(**form.described(), **door).uid
        else:
            uid = enrolment.amend(
                practitioner=profile.practitioner_id, gender=_gender(profile), **form.described(), **door
            ).uid
        if content:
            portraits.set_portrait(practitioner=uid, content=content, **door)
    except portraits.NotAPortrait as refused:
        form.add_error("portrait", str(refused))
    except UnknownTimeZone as unknown:
        form.add_error("time_zone", str(unknown))
    except enrolment.NameMissing as missing:
        form.add_error("family", str(missing))
    else:
        return uid
    return None


def _gender(profile: PractitionerProfile) -> str:
    return record.content_of(profile.practitioner).get("gender", "")


def _initial(profile: PractitionerProfile) -> dict:
    row = profile.practitioner
    fields = ("title", "specialty_code", "languages", "time_zone", "accepts_new")
    return {field: getattr(profile, field) for field in fields} | {
        "given": row.given,
        "family": row.family,
        "further_specialties": "\n".join(profile.further_specialties),
        "qualifications": "\n".join(profile.qualifications),
    }


@page(may_manage_organization)
@require_POST
def add_licence(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    """Add a licence to a practitioner."""
    profile = _profile(practitioner)
    form = _licence_form(request, request.POST)
    if form.is_valid():
        try:
            licences.add_licence(practitioner=practitioner, **form.cleaned_data, by=request.actor, now=request.now)
        except licences.LicenceEndsBeforeItBegins as reversed_days:
            form.add_error("valid_until", str(reversed_days))
        else:
            return redirect("back_office:practitioner", practitioner=practitioner)
    response = _practitioner_page(request, profile, PractitionerForm(initial=_initial(profile)), form)
    response.status_code = 422
    return response


@page(may_manage_organization)
@require_POST
def withdraw_licence(request: HttpRequest, practitioner: UUID, licence: UUID) -> HttpResponse:
    """Take a licence back at once."""
    row = Licence.objects.filter(id=licence, practitioner_id=practitioner).first()
    if row is None:
        raise Http404
    if row.withdrawn_at is None:
        licences.withdraw_licence(licence=row, by=request.actor, now=request.now)
    return redirect("back_office:practitioner", practitioner=practitioner)


@page(may_manage_organization)
@require_POST
def let_go(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    """The practitioner works here no more."""
    profile = _profile(practitioner)
    enrolment.let_go(practitioner=practitioner, by=request.actor, now=request.now)
    toasts.tell(request, _("%(name)s takes no more patients here.") % {"name": profile.practitioner.name_text})
    return redirect("back_office:practitioners")


def _licence_form(request: HttpRequest, posted) -> LicenceForm:
    organization_id = request.actor.organization_id
    initial = {"jurisdiction": profile_of(organization_id).jurisdiction}
    return LicenceForm(posted, initial=initial, places=jurisdictions(organization_id), prefix="licence")


def _profile(practitioner: UUID) -> PractitionerProfile:
    found = PractitionerProfile.objects.select_related("practitioner").filter(
        practitioner_id=practitioner, left_at=None
    )
    profile = found.first()
    if profile is None:
        raise Http404
    return profile
