"""The demonstration's door."""

from django.shortcuts import get_object_or_404, redirect, render

from telepraxis.base.access import PUBLIC, page

from .. import demo
from ..models import DemoRole


@page(PUBLIC)
def door(request):
    """Choose whom to look in as; one click, and only in a demonstration."""
    if request.method == "POST":
        role = get_object_or_404(DemoRole.objects.select_related("account"), account_id=request.POST.get("account"))
        return redirect(demo.sign_in_as(request, role, now=request.now))
    return render(request, "accounts/demo.html", {"roles": demo.roles()})
