"""What an organization signs: its keys, tokens for paper and screen, signed PDFs, and how others verify them.

Words: a *key* belongs to one organization, is current, retired (it still proves what it signed) or revoked; a *token*
is a compact JWS (RFC 7515, EdDSA) short enough for a QR code; a *signed document* is a PDF with a PAdES signature.
Doors: `keys.signer`, `keys.rotate`, `keys.revoke`, `keys.import_certificate`; `tokens.sign`, `tokens.address`;
`papers.sign`; `verifying.token`, `verifying.paper`; `qr.svg`; `published.key_set`, `published.make_ready`,
`known.read_set`; `permissions`.
"""
