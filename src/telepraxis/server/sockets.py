"""Every websocket: each room brings its own list, with whole paths."""

from importlib import import_module

from telepraxis.server.rooms import rooms_with

socket_urlpatterns = [
    route for module in rooms_with("sockets") for route in getattr(import_module(module), "socket_urlpatterns", [])
]
