"""What this server can do, said by what is there (R4, http://hl7.org/fhir/R4/capabilitystatement.html)."""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import orjson
from django.conf import settings
from django.utils.module_loading import import_string

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import invalid, not_found
from telepraxis.base.fhir.parameters import parameters_of, reference_parameters_to, types

from . import operations, shaping
from .answers import Answer
from .asked import Asked

OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
SECURITY = "http://terminology.hl7.org/CodeSystem/restful-security-service"
INTERACTIONS = [
    "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type",
]  # fmt: skip
ENDPOINTS = {
    "authorize": "authorization_endpoint",
    "token": "token_endpoint",
    "introspect": "introspection_endpoint",
    "revoke": "revocation_endpoint",
}


async def metadata(rest, asked: Asked) -> Answer:
    """Return the CapabilityStatement; anybody may read it."""
    if dict(asked.parameters()).get("mode", "full") not in ("full", "normative"):
        raise invalid("mode is full or normative; terminology is part of the operations.", "mode")
    text, tag = await rest.threads.run(_statement, asked.base)
    headers = [(b"etag", tag)]
    if tag in [each.strip() for each in asked.headers.get(b"if-none-match", b"").split(b",")]:
        return Answer(304, headers=headers)
    return Answer(200, await rest.threads.run(shaping.shaped, asked, text), headers)


async def smart_configuration(rest, asked: Asked) -> Answer:
    """Return what an app asks first (SMART App Launch 2.0, section 6); anybody may read it."""
    tell = import_string(settings.SMART_CONFIGURATION)
    known = await rest.threads.run(tell, asked.slug, asked.base.rpartition("/fhir/")[0])
    if known is None:
        raise not_found("There is no such organization here.")
    return Answer(200, json_text.written(known).encode(), [(b"content-type", b"application/json")])


@lru_cache(maxsize=16)
def _statement(base: str) -> tuple[str, bytes]:
    """Return the statement and its ETag. What is the same at every address is made once: anybody may ask under many."""
    text = json_text.written(_said(base))
    return text, b'W/"%s"' % hashlib.sha256(text.encode()).hexdigest()[:16].encode()


@lru_cache(maxsize=1)
def _resources() -> orjson.Fragment:
    """Return what can be done with each type, as JSON text."""
    return orjson.Fragment(orjson.dumps([_resource(type) for type in types()]))


def _said(base: str) -> dict[str, Any]:
    """Return the CapabilityStatement of the organization's API at this address."""
    rest = {
        "mode": "server",
        "security": _security(base),
        "resource": _resources(),
        "interaction": [{"code": code} for code in ("transaction", "batch", "history-system", "search-system")],
        "searchParam": _common_parameters(),
        "operation": _operations(""),
    }
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-29",
        "kind": "instance",
        "software": {"name": "Telepraxis", "version": _version()},
        "implementation": {"description": "Telepraxis", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "patchFormat": ["application/json-patch+json"],
        "rest": [{key: value for key, value in rest.items() if value != []}],
    }


def _version() -> str:
    try:
        return version("telepraxis")
    except PackageNotFoundError:
        return "0"


def _security(base: str) -> dict[str, Any]:
    """Say how to sign in: OAuth as SMART wants it, with its addresses for apps of before smart-configuration."""
    addresses = _oauth_addresses(base)
    service = {"coding": [{"system": SECURITY, "code": "SMART-on-FHIR"}], "text": "OAuth2 using SMART on FHIR"}
    extension = {
        "url": OAUTH_URIS,
        "extension": [{"url": name, "valueUri": address} for name, address in addresses.items() if address],
    }
    said: dict[str, Any] = {"cors": True, "service": [service]}
    return {"extension": [extension]} | said if extension["extension"] else said


def _oauth_addresses(base: str) -> dict[str, str]:
    origin, _, slug = base.rpartition("/fhir/")
    known = import_string(settings.SMART_CONFIGURATION)(slug, origin) or {}
    return {name: known.get(key, "") for name, key in ENDPOINTS.items()}


def _resource(type: str) -> dict[str, Any]:
    found = parameters_of(type)
    includes = sorted(f"{type}:{each.name}" for each in found.values() if each.type == "reference")
    said = {
        "type": type,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{type}",
        "interaction": [{"code": code} for code in INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "logical", "local"],
        "searchInclude": ["*", *includes],
        "searchRevInclude": _points_here(type),
        "searchParam": [_parameter(each) for each in found.values() if each.type != "special"],
        "operation": _operations(type),
    }
    return {key: value for key, value in said.items() if value != []}


def _points_here(type: str) -> list[str]:
    return sorted(f"{source}:{each.name}" for source, each in reference_parameters_to(type))


def _parameter(each) -> dict[str, str]:
    said = {"name": each.name, "definition": each.url, "type": each.type}
    return {key: value for key, value in said.items() if value}


def _common_parameters() -> list[dict[str, str]]:
    """Return those that a search of the whole system takes."""
    return [_parameter(each) for each in parameters_of("Patient").values() if each.name in ("_id", "_lastUpdated")]


def _operations(type: str) -> list[dict[str, str]]:
    """Return the operations on this type, or those of the whole system when it is "".

    One without a definition is an address that another answer gives out, such as that of an export's state.
    """
    return [
        {"name": each.name, "definition": each.definition}
        for each in operations.known()
        if each.definition and (operations.SYSTEM in each.levels if not type else each.is_on(type))
    ]
