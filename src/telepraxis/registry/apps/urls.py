"""Pages and endpoints of connected apps."""

from django.urls import path

from .views import authorizing, connected, discovering, opening, registering, tokens

app_name = "apps"
urlpatterns = [
    path("oauth/<slug:slug>/authorize", authorizing.authorize, name="authorize"),
    path("oauth/<slug:slug>/token", tokens.token, name="token"),
    path("oauth/<slug:slug>/introspect", tokens.introspect, name="introspect"),
    path("oauth/<slug:slug>/revoke", tokens.revoke, name="revoke"),
    path("oauth/<slug:slug>/keys", discovering.keys, name="keys"),
    path(
        "fhir/<slug:slug>/.well-known/smart-configuration",
        discovering.smart_configuration,
        name="smart_configuration",
    ),
    path(
        "oauth/<slug:slug>/.well-known/openid-configuration",
        discovering.openid_configuration,
        name="openid_configuration",
    ),
    path("setup/apps/", registering.all_apps, name="all"),
    path("setup/apps/new/", registering.register, name="register"),
    path("setup/apps/<uuid:app_id>/", registering.one, name="one"),
    path("setup/apps/<uuid:app_id>/secret/", registering.renew_secret, name="renew_secret"),
    path("setup/apps/<uuid:app_id>/disable/", registering.disable, name="disable"),
    path("setup/apps/<uuid:app_id>/enable/", registering.enable, name="enable"),
    path("setup/apps/connections/<uuid:connection_id>/end/", registering.end_connection, name="end_connection"),
    path("setup/apps/tokens/<uuid:token_id>/end/", registering.end_token, name="end_token"),
    path("account/apps/", connected.own, name="own"),
    path("account/apps/<slug:slug>/<uuid:connection_id>/end/", connected.disconnect, name="disconnect"),
    path("account/apps/<slug:slug>/tokens/<uuid:token_id>/end/", connected.end_token, name="end_own_token"),
    path("patients/<uuid:patient>/apps/<uuid:app_id>/open/", opening.open_app, name="open"),
]
