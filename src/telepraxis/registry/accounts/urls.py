"""Every way in. The library's views keep its names; whatever is not listed here does not exist."""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from django.urls import include, path, re_path

from telepraxis.base.access import PUBLIC, SIGNED_IN, page

from . import demo
from .views import addressing, again, changing, demonstration, entering, protecting

public, signed_in = page(PUBLIC), page(SIGNED_IN)

of_the_library = [
    path("account/login/", public(entering.SignIn.as_view()), name="account_login"),
    path("account/login/code/", public(entering.AskForCode.as_view()), name="account_request_login_code"),
    path("account/login/code/enter/", public(entering.EnterCode.as_view()), name="account_confirm_login_code"),
    path("account/login/passkey/", public(entering.ByPasskey.as_view()), name="mfa_login_webauthn"),
    path("account/login/second-step/", public(entering.SecondStep.as_view()), name="mfa_authenticate"),
    path("account/logout/", changing.leave, name="account_logout"),
    path("account/closed/", entering.closed, name="account_inactive"),
    path("account/join/", entering.how_to_join, name="account_signup"),
    path("account/password/", signed_in(protecting.ChangePassword.as_view()), name="account_change_password"),
    path("account/password/set/", signed_in(protecting.SetPassword.as_view()), name="account_set_password"),
    path("account/password/reset/", public(account_views.password_reset), name="account_reset_password"),
    path("account/password/reset/sent/", public(account_views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/done/",
        public(account_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("account/again/", signed_in(account_views.reauthenticate), name="account_reauthenticate"),
    path("account/again/app/", signed_in(factor_views.reauthenticate), name="mfa_reauthenticate"),
    path("account/again/passkey/", signed_in(again.ByPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
    path("account/security/", protecting.security, name="mfa_index"),
    path("account/security/app/", signed_in(protecting.AddApp.as_view()), name="mfa_activate_totp"),
    path("account/security/app/remove/", signed_in(app_views.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/security/codes/", signed_in(recovery_views.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/security/codes/new/",
        signed_in(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/security/codes/file/",
        signed_in(recovery_views.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/security/passkeys/", protecting.security, name="mfa_list_webauthn"),
    path("account/security/passkeys/add/", signed_in(protecting.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "account/security/passkeys/<int:pk>/remove/",
        signed_in(protecting.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("account/security/passkeys/<int:pk>/", signed_in(passkey_views.edit_webauthn), name="mfa_edit_webauthn"),
]

of_this_room = [
    path("account/link/<str:token>/", entering.by_link, name="sign_in_by_link"),
    path("account/invitation/<str:token>/", entering.by_invitation, name="by_invitation"),
    path("account/enrol/", protecting.enrol, name="enrol"),
    path("account/security/", protecting.security, name="security"),
    path("account/security/address/", addressing.ask, name="change_address"),
    path("account/address/<str:token>/", addressing.prove, name="prove_address"),
    path("account/security/log/", protecting.log, name="security_log"),
    path("account/security/pin/", protecting.pin, name="pin"),
    path("account/security/sessions/others/end/", protecting.end_other_sessions, name="end_other_sessions"),
    path("account/security/sessions/<uuid:session_id>/end/", protecting.end_session, name="end_session"),
    path("account/again/code/", again.by_code, name="again_by_code"),
    path("account/quick/", changing.quick, name="quick"),
    path("account/quick/<uuid:account_id>/", changing.quick_as, name="quick_as"),
    path("account/stay/", changing.stay, name="stay"),
    path("account/idle/", changing.idle, name="idle"),
    path("switch/", changing.switch, name="switch"),
]
if demo.is_open():
    of_this_room.append(path("demo/", demonstration.door, name="demo"))

urlpatterns = [*of_the_library, path("", include((of_this_room, "accounts")))]
