"""What one access to the network lets through."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Access:
    """The same in both directions. `queue_ms` is how much a thin line holds back before it drops, never less than
    four packets; `burst` is how many packets are lost in a row on average; `cut` lets nothing through;
    `only_tcp_ports` (empty: any) leaves nothing but TCP to those ports, as a strict firewall does.
    """

    rate_kbit: float = 0  # 0: no limit
    delay_ms: float = 0
    jitter_ms: float = 0
    loss: float = 0
    burst: float = 1
    queue_ms: float = 300
    cut: bool = False
    udp_blocked: bool = False
    only_tcp_ports: tuple[int, ...] = ()


CLEAN = Access()
