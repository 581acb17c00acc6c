"""Build the FHIR R4 Organization and Location documents."""


def organization_document(*, logical_id: str | None, name: str, address: dict, phone: str, email: str) -> dict:
    """Return an Organization resource (http://hl7.org/fhir/R4/organization.html)."""
    return _without_empty(
        {
            "resourceType": "Organization",
            "id": logical_id,
            "active": True,
            "name": name,
            "telecom": telecom(phone=phone, email=email),
            "address": [fhir_address(**address)] if any(address.values()) else [],
        }
    )


def location_document(
    *, logical_id: str | None, name: str, address: dict, phone: str, managed_by: str, open: bool
) -> dict:
    """Return a Location resource for a site (http://hl7.org/fhir/R4/location.html)."""
    return _without_empty(
        {
            "resourceType": "Location",
            "id": logical_id,
            "status": "active" if open else "inactive",
            "name": name,
            "telecom": telecom(phone=phone),
            "address": fhir_address(**address) if any(address.values()) else None,
            "managingOrganization": {"reference": f"Organization/{managed_by}"},
        }
    )


def telecom(*, phone: str = "", email: str = "") -> list[dict]:
    """Return FHIR ContactPoints for those given."""
    return [{"system": system, "value": value} for system, value in (("phone", phone), ("email", email)) if value]


def fhir_address(*, street: str = "", city: str = "", postal_code: str = "", country: str = "") -> dict:
    """Return a FHIR Address without empty parts."""
    parts = {"line": [street] if street else [], "city": city, "postalCode": postal_code, "country": country}
    return _without_empty(parts)


def _without_empty(doc: dict) -> dict:
    return {key: value for key, value in doc.items() if value not in (None, "", [], {})}
