"""Changing person on a shared computer, changing organization or side, staying, and leaving after a pause."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from telepraxis.base.access import PUBLIC, SIGNED_IN, page

from .. import hats, lock_out, quick_change, sessions, sign_in
from ..allauth_adapters import AccountAdapter
from ..forms import EnterPinForm
from .entering import locked_out


@page(PUBLIC)
def quick(request):
    """The faces of those who signed in fully on this computer today."""
    return render(request, "accounts/quick.html", {"faces": quick_change.faces(request, now=request.now)})


@page(PUBLIC)
def quick_as(request, account_id):
    """Take over as this person, with their PIN."""
    face = next((f for f in quick_change.faces(request, now=request.now) if f.account.pk == account_id), None)
    if face is None:
        raise Http404
    form = EnterPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if lock_out.is_paused(request, face.account.email):
            return locked_out(request, credentials={"username": face.account.email})
        try:
            quick_change.take_over(request, account_id=account_id, pin=form.cleaned_data["pin"], now=request.now)
            return redirect(sign_in.landing(request))
        except quick_change.WrongPin as wrong:
            form.add_error("pin", _("Wrong PIN. Tries left: {left}").format(left=wrong.tries_left))
        except quick_change.PinRests:
            face.pin_works = False
    status = 400 if form.errors else 200
    return render(request, "accounts/quick_as.html", {"face": face, "form": form}, status=status)


@page(SIGNED_IN)
def switch(request):
    """Choose the organization and the side to work on, for people who have several."""
    choices = hats.choices(request.session, request.user.pk)
    asked_next = request.GET.get("next") or request.POST.get("next") or ""
    next = asked_next if AccountAdapter(request).is_safe_url(asked_next) else ""
    if request.method == "POST":
        wanted = (request.POST.get("membership"), request.POST.get("hat"))
        chosen = next_choice = None
        for membership, hat in choices:
            if (str(membership.pk), hat) == wanted:
                chosen, next_choice = membership, hat
        if chosen is None:
            raise Http404
        return redirect(next or hats.wear(request.session, chosen, next_choice))
    worn = (request.session.get(hats.ORGANIZATION), request.session.get(hats.HAT))
    rows = [
        {
            "membership": m,
            "hat": hat,
            "roles": hats.role_names(m, hat),
            "worn": (str(m.organization_id), hat) == worn,
        }
        for m, hat in choices
    ]
    return render(request, "accounts/switch.html", {"rows": rows, "next": next})


@page(SIGNED_IN)
def stay(request):
    """The person is still there: the middleware has written it."""
    return HttpResponse(status=204)


@page(PUBLIC)
def idle(request):
    """The page noticed a long pause: end the session and say why."""
    if request.user.is_authenticated:
        sessions.end_idle(request.session.get(sessions.KEY), account=request.user, now=request.now)
        AccountAdapter(request).logout(request)
        request.session[sign_in.ENDED_WHY] = "idle"
    return redirect("account_login")


@page(SIGNED_IN)
def leave(request):
    """Sign out."""
    if request.method == "POST":
        AccountAdapter(request).logout(request)
        messages.success(request, _("You are signed out."))
        return redirect("account_login")
    return render(request, "accounts/leave.html")
