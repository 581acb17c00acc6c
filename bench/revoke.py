"""Something is taken away while its holder is in the middle of a call: how long until nothing of it works any more.

Six holders, one after the other: a nurse loses her role, a daughter her proxy right, a patient withdraws the consent to
video, the join link is replaced, a guest's invitation is ended, a session is ended. Each has a page, a file of the chat
to download (the guest has none), an open socket, and asks on it for relay credentials. The clock starts when the verb
has committed, in a process of its own; it stops when the page and the download were refused for the first time, the
socket was closed, and the last credentials had been given. Afterwards a fresh socket must be refused too.
"""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.houses import in_django, served

REACH = {"refused_ms_max": "<= 1000"}
CASES = ("role", "proxy", "consent", "join_link", "guest_link", "session")
EVERY_S = 0.05
WITHIN_S = 60
NEVER = 1e6  # ms


@dataclass
class Held:
    """What somebody holds, the cookies that open it, and when each thing was last given and first refused."""

    case: str
    organization: str
    visit: str
    cookie: str
    page: str
    download: str
    socket: str
    refused_at: dict[str, float] = field(default_factory=dict)
    given_at: dict[str, float] = field(default_factory=dict)


def run(say) -> dict[str, float]:
    figures: dict[str, float] = {}
    with served("revoke") as house:
        for held in map(lambda one: Held(**one), json.loads(in_django(house, "bench.revoke:prepare").splitlines()[-1])):
            found = measured(house, held)
            figures |= {f"{held.case}_{what}_ms": value for what, value in found.items()}
            said = ", ".join(f"{what} {value:.0f} ms" for what, value in found.items())
            say(f"  {held.case.replace('_', ' ')} taken away: refused after {said}")
    return {"refused_ms_max": max(figures.values()), **figures}


def measured(house, held: Held) -> dict[str, float]:
    """Return, for each thing held, the milliseconds from the commit to the first refusal."""
    over = threading.Event()
    asking = [threading.Thread(target=keep_talking, args=(house.url, held, over))]
    pages = {"page": held.page, "download": held.download}
    for what, path in pages.items():
        if path:
            asking.append(threading.Thread(target=keep_asking, args=(house.url, held, what, path, over)))
    for thread in asking:
        thread.start()
    wanted = {what for what, path in pages.items() if path} | {"ticket"}
    wait(lambda: wanted <= held.given_at.keys(), "everything works before it is taken away")
    said = in_django(house, "bench.revoke:revoke", held.case, held.organization, held.visit)
    committed = float(said.splitlines()[-1])
    wait(lambda: (wanted - {"ticket"}) | {"socket"} <= held.refused_at.keys(), "everything is refused", fail=False)
    over.set()
    for thread in asking:
        thread.join()
    found = {
        what: ms(held.refused_at[what], committed) if what in held.refused_at else NEVER
        for what in sorted({*wanted, "socket"} - {"ticket"})
    }
    found["ticket"] = ms(held.given_at["ticket"], committed)
    if not is_refused(house.url, held):
        found["ticket"] = NEVER
    return found


def ms(moment: float, since: float) -> float:
    return round(max(0.0, (moment - since) * 1000), 1)


def wait(until, what: str, *, fail: bool = True) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not until():
        if time.monotonic() > deadline:
            if fail:
                raise RuntimeError(f"waited in vain: {what}")
            return
        time.sleep(0.02)


def keep_asking(url: str, held: Held, what: str, path: str, over: threading.Event) -> None:
    """Ask for the address again and again until it is refused: anything but the thing itself."""
    where = urlsplit(url)
    while not over.is_set():
        line = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        line.request("GET", path, headers={"Cookie": held.cookie})
        answer = line.getresponse()
        answer.read()
        line.close()
        if answer.status == 200:
            held.given_at[what] = time.time()
        elif what in held.given_at:
            held.refused_at[what] = time.time()
            return
        over.wait(EVERY_S)


def connected(url: str, held: Held):
    from websockets.sync.client import connect

    address = url.replace("http", "ws") + held.socket
    return connect(address, origin=url, additional_headers={"Cookie": held.cookie}, open_timeout=30)


def keep_talking(url: str, held: Held, over: threading.Event) -> None:
    """Keep the call's socket open and ask for credentials on it, until it is closed."""
    from websockets.exceptions import ConnectionClosed

    with connected(url, held) as socket:
        try:
            while not over.is_set():
                socket.send(json.dumps({"kind": "ice"}))
                socket.send(json.dumps({"kind": "beat"}))
                while (message := json.loads(socket.recv(30)))["kind"] != "beat":
                    if message["kind"] == "ice":
                        held.given_at["ticket"] = time.time()
                over.wait(EVERY_S)
        except ConnectionClosed:
            held.refused_at["socket"] = time.time()


def is_refused(url: str, held: Held) -> bool:
    """Tell whether a fresh socket is closed without a seat."""
    from websockets.exceptions import ConnectionClosed

    with connected(url, held) as socket:
        try:
            return json.loads(socket.recv(30))["kind"] not in ("welcome", "knocking")
        except ConnectionClosed as closed:
            return closed.rcvd is not None and closed.rcvd.code in (4401, 4403)


# In the installation


def prepare(say) -> None:
    """Found six practices, each with a visit in progress and one holder. Prints what `Held` reads."""
    from uuid import uuid4

    print(json.dumps([_case(case, f"revoke-{case.replace('_', '-')}-{uuid4().hex[:8]}") for case in CASES]))


def _case(case: str, slug: str) -> dict:
    from uuid import uuid4

    from django.utils import timezone

    from telepraxis.care.encounters import presences, visits
    from telepraxis.care.telehealth import sending
    from telepraxis.care.telehealth.tests.clinic import open_clinic

    clinic, now = open_clinic(slug, "Bench Revoke"), timezone.now()
    clinic.answer_card()
    with clinic.serving():
        visits.patient_ready(visit=clinic.visit(), by=clinic.as_amara(), now=now)
        visits.admit(visit=clinic.visit(), by=clinic.as_ines(), now=now)
        sent = sending.send_file(
            visit=clinic.visit(), participant=presences.patient_of(clinic.visit()), key=uuid4(),
            content=b"Two tablets in the morning.\n", name="plan.txt", by=clinic.as_amara(), now=now,
        )  # fmt: skip
    cookie = {
        "role": _nurse, "proxy": _daughter, "consent": _amara, "session": _amara, "join_link": _by_link,
        "guest_link": _marta,
    }[case](clinic, slug, now)  # fmt: skip
    visit = clinic.visit_id
    side = {"role": "clinician", "guest_link": "guest"}.get(case, "patient")
    pages = {"clinician": f"/visit/{visit}/", "guest": f"/visits/{visit}/guest/room/"}
    page = pages.get(side, f"/visits/{visit}/room/")
    file = {"clinician": f"/files/{sent.document_id}/", "guest": ""}.get(
        side, f"/visits/{visit}/files/{sent.document_id}/"
    )
    return {
        "case": case,
        "organization": str(clinic.tenant.id),
        "visit": str(visit),
        "cookie": cookie,
        "page": page,
        "download": file,
        "socket": f"/live/call/{visit}/{side}/?session=bench",
    }


def _cookies(client) -> str:
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


def _nurse(clinic, slug: str, now) -> str:
    from django.test import Client

    from telepraxis.base.access import Role
    from telepraxis.registry.accounts.people import create_staff_account
    from tests.signing_in import sign_in_client

    roles = {Role.NURSE, Role.FRONT_DESK}
    freya = create_staff_account(email=f"freya@{slug}.example", name="Freya", roles=roles, by=clinic.system, now=now)
    client = Client()
    sign_in_client(client, freya, clinic.tenant)
    return _cookies(client)


def _daughter(clinic, slug: str, now) -> str:
    from django.test import Client

    from telepraxis.registry.accounts.people import account_for_proxy
    from telepraxis.registry.patients import proxies
    from tests.signing_in import sign_in_client

    with clinic.serving():
        ada = account_for_proxy(email=f"ada@{slug}.example", name="Ada Okonjo", by=clinic.system, now=now)
        proxies.appoint(
            patient=clinic.amara, account=ada, authority="patients_wish", scope=["book", "visit", "record"],
            by=clinic.system, now=now,
        )  # fmt: skip
    client = Client()
    sign_in_client(client, ada, clinic.tenant, hat="patient")
    return _cookies(client)


def _amara(clinic, slug: str, now) -> str:
    return f"sessionid={clinic.patient_cookie()}"


def _browser():
    """Return (client, device) of a browser that has a cookie of its own."""
    from uuid import uuid4

    from django.http import HttpResponse
    from django.test import Client

    from telepraxis.registry.accounts import devices as browsers

    client, device, kept = Client(), uuid4(), HttpResponse()
    browsers.set_cookie(kept, device, secure=False)
    client.cookies["device"] = kept.cookies["device"].value
    return client, device


def _by_link(clinic, slug: str, now) -> str:
    from telepraxis.care.telehealth import arrival, links

    client, device = _browser()
    session = client.session
    with clinic.serving():
        arrival.remember_link(session, clinic.visit())
        row = links.open_on(
            visit=clinic.visit(), device_id=device, device_name="", issued_at=now, by=clinic.as_amara(), now=now
        )
        links.take(row=row, now=now)
    session.save()
    return _cookies(client)


def _marta(clinic, slug: str, now) -> str:
    from telepraxis.care.telehealth import guests, inviting

    client, device = _browser()
    session = client.session
    marta = clinic.system.as_guest(name="Marta Silva", account_id=None, guest_of=None)
    with clinic.serving():
        invited = inviting.invite(
            visit=clinic.visit(), role="interpreter", name="Marta Silva", by=clinic.as_ines(), now=now
        )
        guests.remember(session, invited)
        invited = guests.introduce(
            invitation=invited, name="Marta Silva", agrees=True, found={}, device_id=device, by=marta, now=now
        )
        guests.wait(invitation=invited, channel="bench", by=marta, now=now)
        inviting.let_in(invitation=invited, by=clinic.as_ines(), now=now)
    session.save()
    return _cookies(client)


def revoke(case: str, organization: str, visit_id: str, say) -> None:
    """Take the thing away, and print the time at which that was committed."""
    from uuid import UUID

    from django.utils import timezone

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.care.encounters.models import Visit
    from telepraxis.care.telehealth import inviting, links
    from telepraxis.care.telehealth.models import Invitation, SafetyCard
    from telepraxis.registry.accounts import memberships, sessions
    from telepraxis.registry.accounts.models import Account
    from telepraxis.registry.consents import giving
    from telepraxis.registry.patients import proxies
    from telepraxis.registry.patients.models import Proxy

    by, now = Actor.system(UUID(organization)), timezone.now()

    def account(role: str) -> Account:
        return Account.objects.get(memberships__roles__contains=[role], memberships__organization_id=by.organization_id)

    with tenancy.serving(by.organization_id):
        visit = Visit.objects.select_related("patient", "practitioner").get(id=visit_id)
        if case == "role":
            memberships.take_away(account=account("nurse"), roles={Role.NURSE}, by=by, now=now)
        elif case == "proxy":
            proxies.revoke(proxy=Proxy.objects.get(), by=by, now=now)
        elif case == "consent":
            giving.withdraw(consent=SafetyCard.objects.get().consent, by=by, now=now)
        elif case == "join_link":
            links.revoke(visit=visit, by=by, now=now)
        elif case == "guest_link":
            inviting.end(invitation=Invitation.objects.get(), by=by, now=now)
        else:
            sessions.end_all(account=account("patient"), why="revoked", now=now)
    print(time.time())
