"""What an organization signs: its keys, tokens for paper and screen, signed PDFs, and how others verify them.

Words: a *key* belongs to one organization, is current, retired (still verifies) or revoked; a *token* is a compact JWS
(RFC 7515, EdDSA) short enough for a QR code; a *signed document* is a PDF with a PAdES signature.
Doors: `keys`, `tokens`, `papers` (verbs), `verifying`, `permissions`.
"""
