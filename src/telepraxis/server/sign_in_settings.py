"""Settings of the libraries that sign people in: django-allauth and django-axes."""

from datetime import timedelta

APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]  # after the rooms, whose templates go before theirs

MIDDLEWARE = [
    "telepraxis.registry.accounts.middleware.StandingSession",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "telepraxis.registry.accounts.passwords.NotWellKnown"},
]

ACCOUNT_ADAPTER = "telepraxis.registry.accounts.allauth_adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the code, link or invitation sent there
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser; how long a session stands we decide ourselves
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip", "request_login_code": "30/m/ip,6/15m/key"}  # failures: axes
ACCOUNT_FORMS = {
    "login": "telepraxis.registry.accounts.forms.PasswordForm",
    "request_login_code": "telepraxis.registry.accounts.forms.RequestCodeForm",
}

MFA_ADAPTER = "telepraxis.registry.accounts.allauth_adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_FORMS = {
    "authenticate": "telepraxis.registry.accounts.forms.OneUseAuthenticateForm",
    "reauthenticate": "telepraxis.registry.accounts.forms.OneUseReauthenticateForm",
    "add_webauthn": "telepraxis.registry.accounts.forms.AddPasskeyForm",
    "login_webauthn": "telepraxis.registry.accounts.forms.OneUsePasskeyForm",
}

SOCIALACCOUNT_ADAPTER = "telepraxis.registry.single_sign_on.adapters.ProviderAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # whom a provider's word lets in we say ourselves: single_sign_on.joining
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: a form of ours may lead to no other origin
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8

AXES_HANDLER = "telepraxis.registry.accounts.lock_out.Counting"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "telepraxis.registry.accounts.lock_out.username_of"
AXES_CLIENT_IP_CALLABLE = "telepraxis.registry.accounts.lock_out.address_of"
AXES_LOCKOUT_CALLABLE = "telepraxis.registry.accounts.views.entering.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # our own security log says it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "email", "code", "password1", "password2", "credential", "pin"]

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # Account.email is unique by a constraint that ignores the letters' case
