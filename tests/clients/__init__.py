"""FHIR from outside: every official example through the API, every search parameter, and clients that others wrote."""
