"""The little of TURN (RFC 8656) that a scene needs: allocate with short-lived credentials, ask for a permission."""

import hmac
import secrets
import socket
import struct
import time
from hashlib import md5, sha1

from telepraxis.care.telehealth.relay import credential

MAGIC = 0x2112A442
ALLOCATE, CREATE_PERMISSION = 0x0003, 0x0008
USERNAME, INTEGRITY, ERROR, PEER, REALM, NONCE, TRANSPORT = 0x0006, 0x0008, 0x0009, 0x0012, 0x0014, 0x0015, 0x0019
SUCCESS, REFUSED = 0x0100, 0x0110


class TurnClient:
    """One allocation on a relay, over UDP."""

    def __init__(self, address: tuple[str, int], secret: str):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(5)
        self.socket.connect(address)
        self.username = f"{int(time.time()) + 600}:scene"
        self.password = credential(self.username, secret)
        self.realm = self.nonce = b""

    def close(self) -> None:
        self.socket.close()

    def allocate(self) -> int:
        """Return 0 when the relay gave an address, else its error code."""
        asked = [(TRANSPORT, b"\x11\0\0\0")]  # UDP
        self._ask(ALLOCATE, asked)  # the relay says for which realm it wants a password
        return self._ask(ALLOCATE, asked, signed=True)

    def permit(self, peer: str) -> int:
        """Ask to exchange data with that address; return 0 when allowed, else the error code (403: forbidden)."""
        family = socket.AF_INET6 if ":" in peer else socket.AF_INET
        packed = socket.inet_pton(family, peer)
        number = secrets.token_bytes(12)
        cover = struct.pack("!I", MAGIC) + number
        hidden = bytes(a ^ b for a, b in zip(packed, cover, strict=False))
        port = 9000 ^ (MAGIC >> 16)
        value = struct.pack("!BBH", 0, 1 if family == socket.AF_INET else 2, port) + hidden
        return self._ask(CREATE_PERMISSION, [(PEER, value)], signed=True, number=number)

    def _ask(self, method: int, attributes: list[tuple[int, bytes]], *, signed=False, number: bytes = b"") -> int:
        number = number or secrets.token_bytes(12)
        if signed:
            attributes = [*attributes, (USERNAME, self.username.encode()), (REALM, self.realm), (NONCE, self.nonce)]
        body = b"".join(_attribute(kind, value) for kind, value in attributes)
        if signed:
            key = md5(b":".join((self.username.encode(), self.realm, self.password.encode()))).digest()
            head = struct.pack("!HHI", method, len(body) + 24, MAGIC) + number
            body += _attribute(INTEGRITY, hmac.new(key, head + body, sha1).digest())
        self.socket.send(struct.pack("!HHI", method, len(body), MAGIC) + number + body)
        while True:
            answer = self.socket.recv(2048)
            if answer[8:20] == number:
                return self._read(answer)

    def _read(self, answer: bytes) -> int:
        kind, length = struct.unpack("!HH", answer[:4])
        at, code = 20, 0
        while at < 20 + length:
            attribute, size = struct.unpack("!HH", answer[at : at + 4])
            value = answer[at + 4 : at + 4 + size]
            if attribute == REALM:
                self.realm = value
            elif attribute == NONCE:
                self.nonce = value
            elif attribute == ERROR:
                code = value[2] * 100 + value[3]
            at += 4 + size + (-size % 4)
        return code if kind & REFUSED == REFUSED else 0


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)
