"""The visit at a distance: the patient's way in, the waiting room, and the call itself.

Words: a *join link* lets a patient in without an account; the *way in* is device check, safety card, waiting room; a
*safety card* is what patient and clinician must know before a camera opens; a *seat* is a participant's place in the
call, held by one page at a time; a *signal* is one step of a WebRTC negotiation that the server passes on.
Doors: `links` (signed links), `admission` (let in, override a licence), `panels` (waiting list, stage), `chatting`,
`safety` and `devices` (what was answered and measured), `relay` (short-lived TURN credentials), `permissions`.
"""
