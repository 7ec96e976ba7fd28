"""Which of Shenzhen's districts a place is in, near enough to offer its cases."""

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FURTHEST_KM: Final = 40
_KM_PER_DEGREE: Final = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    district: str
    latitude: float
    longitude: float


def district_at(latitude: float, longitude: float) -> str:
    """Return the district of the nearest place we know; empty if all of them are far away."""
    nearest = min(_places(), key=lambda place: _kilometres(place, latitude, longitude))
    is_near = _kilometres(nearest, latitude, longitude) <= _FURTHEST_KM
    return nearest.district if is_near else ""


def district_in(address: str) -> str:
    """Return the district that an address names; empty if it names none that we know."""
    return next((place.district for place in _places() if place.district in address), "")


def _kilometres(place: _Place, latitude: float, longitude: float) -> float:
    """Return the distance, as on a plane: good enough within a city."""
    north = latitude - place.latitude
    east = (longitude - place.longitude) * math.cos(math.radians(place.latitude))
    return math.hypot(north, east) * _KM_PER_DEGREE


@cache
def _places() -> tuple[_Place, ...]:
    text = files("bot.channels.wechat").joinpath("shenzhen_districts.txt").read_text("utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        _Place(district=district, latitude=float(latitude), longitude=float(longitude))
        for district, _, latitude, longitude in rows
    )
