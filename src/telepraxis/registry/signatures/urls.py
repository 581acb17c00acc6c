"""Pages of keys, and the public documents by which others verify."""

from django.urls import path

from .views import office, public

app_name = "signatures"
urlpatterns = [
    path("setup/signing-keys/", office.all_keys, name="keys"),
    path("setup/signing-keys/rotate/", office.rotate, name="rotate"),
    path("setup/signing-keys/<uuid:signing_key_id>/revoke/", office.revoke, name="revoke"),
    path("signatures/<slug:slug>/keys.json", public.key_set, name="key_set"),
    path("signatures/<slug:slug>/authority.pem", public.authority, name="authority"),
    path("signatures/<slug:slug>/verify.html", public.verifier, name="verifier"),
]
