"""Where things are: this organization's FHIR base and its OAuth endpoints, under the origin that was asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """`origin` is "https://clinic.example", `slug` the organization's."""

    origin: str
    slug: str

    @property
    def fhir(self) -> str:
        return f"{self.origin}/fhir/{self.slug}"

    @property
    def issuer(self) -> str:
        return f"{self.origin}/oauth/{self.slug}"

    def endpoint(self, name: str) -> str:
        """Return the address of `authorize`, `token`, `introspect`, `revoke` or `keys`."""
        return f"{self.issuer}/{name}"
