"""The program in the middle: reads packets from TUN devices and passes them on as each access allows.

    python -m tests.netlink.passing '{"10.77.0.2": 5, ...}'     address: descriptor of its TUN device

A line of JSON on stdin, {"address": ..., "access": {...}}, changes an access; {"address": ..., "becomes": ...} gives an
end another address; each is answered by a line on stdout with the bytes passed so far for each address.
The end of stdin ends the program.
"""

import heapq
import json
import os
import random
import selectors
import sys
import time
from collections import defaultdict

from .access import CLEAN, Access

LARGEST = 2048
UDP, TCP = 17, 6
FEWEST_QUEUED = 4 * 1500  # bytes: even the thinnest line holds a few packets


class Way:
    """One direction of one access: a queue before a line of some rate, then the distance, then loss."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.free_at = 0.0  # when the line has sent what waits before it
        self.last_at = 0.0  # packets do not overtake each other
        self.losing = False

    def arrival(self, size: int, access: Access, now: float) -> float | None:
        """Return when a packet of `size` bytes that comes now will be through; None when it is lost."""
        if access.cut:
            return None
        done = now
        if access.rate_kbit:
            bytes_per_s = access.rate_kbit * 125
            waiting = max(0.0, self.free_at - now) * bytes_per_s
            if waiting + size > max(FEWEST_QUEUED, bytes_per_s * access.queue_ms / 1000):
                return None
            done = self.free_at = max(now, self.free_at) + size / bytes_per_s
        if self._is_lost(access):
            return None
        jitter = self.chance.uniform(0, access.jitter_ms) if access.jitter_ms else 0
        self.last_at = max(self.last_at, done + (access.delay_ms + jitter) / 1000)
        return self.last_at

    def _is_lost(self, access: Access) -> bool:
        """Two states (Gilbert): in the bad one everything is lost; it lasts `burst` packets on average."""
        if not access.loss:
            self.losing = False
        elif self.losing:
            self.losing = self.chance.random() >= 1 / access.burst
        else:
            self.losing = self.chance.random() < access.loss / (access.burst * (1 - access.loss))
        return self.losing


def may_pass(packet: bytes, access: Access) -> bool:
    """Tell whether the access lets this IPv4 packet through at all."""
    if access.udp_blocked and packet[9] == UDP:
        return False
    if access.only_tcp_ports:
        start = (packet[0] & 15) * 4
        ports = {int.from_bytes(packet[start + at : start + at + 2], "big") for at in (0, 2)}
        return packet[9] == TCP and bool(ports & set(access.only_tcp_ports))
    return True


class Passing:
    """Packets under way between all accesses."""

    def __init__(self, devices: dict[bytes, int]) -> None:
        self.devices = devices
        chance = random.Random(20260301)  # the same dice at each run
        self.ways = {(address, going): Way(chance) for address in devices for going in ("up", "down")}
        self.accesses = dict.fromkeys(devices, CLEAN)
        self.under_way: list[tuple[float, int, bytes, bytes, bool]] = []
        self.count = 0
        self.passed: dict[bytes, int] = defaultdict(int)

    def take(self, descriptor: int, now: float) -> None:
        packet = os.read(descriptor, LARGEST)
        if packet[0] >> 4 != 4 or packet[16:20] not in self.devices or packet[12:16] not in self.devices:
            return
        self._send_on(packet, packet[12:16], "up", now)

    def _send_on(self, packet: bytes, through: bytes, going: str, now: float) -> None:
        access = self.accesses[through]
        if not may_pass(packet, access):
            return
        at = self.ways[through, going].arrival(len(packet), access, now)
        if at is None:
            return
        self.passed[through] += len(packet)
        self.count += 1
        heapq.heappush(self.under_way, (at, self.count, packet, through, going == "up"))

    def deliver(self, now: float) -> float | None:
        """Hand over what is due; return in how many seconds the next is, None when nothing is under way."""
        while self.under_way and self.under_way[0][0] <= now:
            at, _, packet, _, comes_up = heapq.heappop(self.under_way)
            if comes_up:
                self._send_on(packet, packet[16:20], "down", max(at, now))
            else:
                self._hand_over(packet)
        return max(0.0, self.under_way[0][0] - now) if self.under_way else None

    def _hand_over(self, packet: bytes) -> None:
        try:
            os.write(self.devices[packet[16:20]], packet)
        except OSError:
            pass  # its device is being taken away

    def change(self, address: bytes, access: Access) -> None:
        self.accesses[address] = access
        if access.cut:
            self.under_way = [entry for entry in self.under_way if entry[3] != address]
            heapq.heapify(self.under_way)
        for going in ("up", "down"):
            self.ways[address, going].free_at = 0.0

    def rename(self, before: bytes, after: bytes) -> None:
        self.devices[after] = self.devices.pop(before)
        self.accesses[after] = self.accesses.pop(before)
        for going in ("up", "down"):
            self.ways[after, going] = self.ways.pop((before, going))
        self.under_way = [entry for entry in self.under_way if entry[3] != before]
        heapq.heapify(self.under_way)


def packed(address: str) -> bytes:
    return bytes(int(part) for part in address.split("."))


def run(devices: dict[str, int]) -> None:
    passing = Passing({packed(address): descriptor for address, descriptor in devices.items()})
    waiting = selectors.DefaultSelector()
    for descriptor in devices.values():
        os.set_blocking(descriptor, False)
        waiting.register(descriptor, selectors.EVENT_READ)
    waiting.register(0, selectors.EVENT_READ)
    pending = passing.deliver(time.monotonic())
    while True:
        for key, _ in waiting.select(pending):
            if key.fd:
                take_all(passing, key.fd)
            elif not obey(passing):
                return
        pending = passing.deliver(time.monotonic())


def take_all(passing: Passing, descriptor: int) -> None:
    try:
        for _ in range(64):
            passing.take(descriptor, time.monotonic())
    except BlockingIOError:
        return


def obey(passing: Passing) -> bool:
    """Take one line of stdin; False at its end. Lines are written whole, one after the other's answer."""
    line = os.read(0, 65536)
    if not line:
        return False
    said = json.loads(line)
    if "becomes" in said:
        passing.rename(packed(said["address"]), packed(said["becomes"]))
    elif "address" in said:
        passing.change(packed(said["address"]), Access(**said["access"] | {
            "only_tcp_ports": tuple(said["access"]["only_tcp_ports"])}))  # fmt: skip
    passed = {".".join(map(str, address)): count for address, count in passing.passed.items()}
    print(json.dumps(passed), flush=True)
    return True


if __name__ == "__main__":
    run({address: int(descriptor) for address, descriptor in json.loads(sys.argv[1]).items()})
