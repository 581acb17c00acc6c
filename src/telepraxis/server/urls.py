"""Every page: each room brings its own list, with whole paths."""

from django.conf import settings
from django.urls import include, path

from telepraxis.server.rooms import rooms_with

urlpatterns = [path("", include(module)) for module in rooms_with("urls")]
urlpatterns.append(path("", include("telepraxis.server.tls.urls")))
if settings.MODE == "demo":
    urlpatterns.append(path("", include("telepraxis.server.mailsink.urls")))

handler400 = "telepraxis.base.ui.errors.bad_request"
handler403 = "telepraxis.base.ui.errors.permission_denied"
handler404 = "telepraxis.base.ui.errors.not_found"
handler500 = "telepraxis.server.error_pages.server_error"
