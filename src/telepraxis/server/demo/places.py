"""Where the demonstration clinic stands: somewhere it is mid-morning at this moment."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

MID_MORNING = time(10, 25)


@dataclass(frozen=True)
class Place:
    """A zone with the jurisdiction its licences are of, and the two invented towns of the clinic's sites."""

    zone: str
    jurisdiction: str
    town: str
    second_town: str
    phone_prefix: str
    currency: str


PLACES = (
    Place("Pacific/Auckland", "NZ", "Port Alder", "Fernhill", "+64 3 555", "NZD"),
    Place("Pacific/Fiji", "FJ", "Port Alder", "Vunisea", "+679 555", "FJD"),
    Place("Australia/Sydney", "AU", "Port Alder", "Wattle Creek", "+61 2 5550", "AUD"),
    Place("Asia/Tokyo", "JP", "Minato-ura", "Kitazawa", "+81 3 5555", "JPY"),
    Place("Asia/Singapore", "SG", "Port Alder", "Bukit Hijau", "+65 6555", "SGD"),
    Place("Asia/Bangkok", "TH", "Port Alder", "Ban Suan", "+66 2 555", "THB"),
    Place("Asia/Dhaka", "BD", "Nodipur", "Shalbon", "+880 2 555", "BDT"),
    Place("Asia/Karachi", "PK", "Port Alder", "Noorabad", "+92 21 555", "PKR"),
    Place("Asia/Kolkata", "IN", "Port Alder", "Nadipuram", "+91 22 5555", "INR"),
    Place("Asia/Dubai", "AE", "Port Alder", "Al Rawda", "+971 4 555", "AED"),
    Place("Africa/Nairobi", "KE", "Port Alder", "Kilimani Hill", "+254 20 555", "KES"),
    Place("Africa/Johannesburg", "ZA", "Port Alder", "Karoo Spring", "+27 21 555", "ZAR"),
    Place("Europe/Madrid", "ES", "Puerto Alder", "Valdeolmos", "+34 910 555", "EUR"),
    Place("Europe/Lisbon", "PT", "Port Alder", "Vale de Amieiro", "+351 210 555", "EUR"),
    Place("Atlantic/Azores", "PT", "Port Alder", "Fajã Nova", "+351 296 555", "EUR"),
    Place("America/Noronha", "BR", "Porto Alder", "Vila Nova", "+55 81 5555", "BRL"),
    Place("America/Sao_Paulo", "BR", "Porto Alder", "Campo Belo", "+55 11 5555", "BRL"),
    Place("America/Santiago", "CL", "Puerto Alder", "Los Robles", "+56 2 2555", "CLP"),
    Place("America/New_York", "US-NY", "Port Alder", "Millbrook Falls", "+1 212 555", "USD"),
    Place("America/Lima", "PE", "Puerto Alder", "San Roque", "+51 1 555", "PEN"),
    Place("America/Mexico_City", "MX", "Puerto Alder", "San Jacinto", "+52 55 5555", "MXN"),
    Place("America/Denver", "US-CO", "Port Alder", "Juniper Ridge", "+1 303 555", "USD"),
    Place("America/Los_Angeles", "US-CA", "Port Alder", "Sycamore Bay", "+1 415 555", "USD"),
    Place("America/Anchorage", "US-AK", "Port Alder", "Spruce Landing", "+1 907 555", "USD"),
    Place("Pacific/Honolulu", "US-HI", "Port Alder", "Hala Point", "+1 808 555", "USD"),
    Place("Pacific/Pago_Pago", "AS", "Port Alder", "Vaitele", "+1 684 555", "USD"),
)


def place_where_it_is_mid_morning(now: datetime) -> Place:
    """Return the place whose wall clock is nearest to 10:25."""

    def away(place: Place) -> int:
        local = now.astimezone(ZoneInfo(place.zone))
        minutes = (local.hour - MID_MORNING.hour) * 60 + local.minute - MID_MORNING.minute
        return min(abs(minutes), 1440 - abs(minutes))

    return min(PLACES, key=away)
