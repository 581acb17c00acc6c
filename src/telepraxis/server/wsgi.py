"""The pages as a WSGI application; the bridge serves it beside the sockets. Refuses to start with an open route."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "telepraxis.server.settings")
application = get_wsgi_application()

from telepraxis.base.access.checks import refuse_unruled  # noqa: E402  (needs the applications loaded)

refuse_unruled()
