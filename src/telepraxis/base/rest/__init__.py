"""FHIR R4's RESTful API (http://hl7.org/fhir/R4/http.html), spoken natively at `/fhir/{organization}/`.

Words: what was *asked* is one request; an *interaction* is one of FHIR's verbs with the rule that guards it; a *grant*
is what the bearer of a token may do; a *look* is data that was shown, and leaves an audit row within a second.
Reads and searches run in the event loop and take one trip to the database; whatever writes runs in a few threads, in
Django's transaction, through the keeper of the resource's type.
Doors: `Rest` (the ASGI application), `operations.learn` (a room adds an operation of its own), `routes.interactions`.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(__name__, app=("Rest",))
