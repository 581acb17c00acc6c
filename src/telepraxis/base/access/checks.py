"""Refuse to start with a route, a socket or an interaction of the API that has no rule."""

from collections.abc import Iterator

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from .rules import Rule, declared_rule


class RouteWithoutRule(Exception):
    """A page or socket would be open to anybody."""


def routes() -> Iterator[tuple[str, str, Rule | None]]:
    """Yield (view name, path pattern, rule) of every route of the installation."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns, prefix: str, namespace: str) -> Iterator[tuple[str, str, Rule | None]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name or pattern.lookup_str}"
            yield name, path, getattr(pattern.callback, "access_rule", None) or declared_rule(name)


def sockets() -> Iterator[tuple[str, object, Rule | None]]:
    """Yield (path pattern, consumer, rule) of every websocket route."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for pattern in import_string(settings.SOCKET_ROUTES):
        consumer = getattr(pattern.callback, "consumer_class", pattern.callback)
        yield str(pattern.pattern), consumer, getattr(consumer, "access_rule", None)


def interactions() -> Iterator[tuple[str, str, Rule | None]]:
    """Yield (name, path pattern, rule) of every interaction and operation of the API."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    yield from import_string(settings.API_ROUTES)()


def unruled() -> list[str]:
    """Return the routes, sockets and interactions that nobody guards."""
    pages = [f"page {name} ({path})" for name, path, rule in routes() if rule is None]
    pages += [f"interaction {name} ({path})" for name, path, rule in interactions() if rule is None]
    return pages + [f"socket {path} ({consumer})" for path, consumer, rule in sockets() if rule is None]


def refuse_unruled() -> None:
    """Pass when every route has a rule; the server calls this before it listens.

    :raises RouteWithoutRule: names the routes.
    """
    if missing := unruled():
        raise RouteWithoutRule("These have no permission rule: " + ", ".join(missing))


@register("access")
def every_route_has_a_rule(app_configs, **kwargs) -> list[Error]:
    return [
        Error(f"{what} has no permission rule", hint="Guard it with @page(rule) or @socket(rule).", id="access.E001")
        for what in unruled()
    ]
