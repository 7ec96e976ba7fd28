"""Which district a place is in: the one that its address names, or Shenzhen's nearest."""

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FURTHEST_KM: Final = 40
_KM_PER_DEGREE: Final = 111.2

_HOME: Final = "深圳市"
_CITY: Final = re.compile("市|特别行政区")
_NAMED: Final = re.compile("(?:省|市|自治区|行政区)([^省市区县]{1,6}(?:区|县))")
"""A district where an address names it: behind its province or city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    district: str
    latitude: float
    longitude: float


def district_of(address: str, latitude: float, longitude: float) -> str:
    """Return the district that an address names, else the one that the place is in or next to.

    Empty if it is far from any that we know, or in another city, however near.
    """
    named = _district_in(address)
    is_elsewhere = _CITY.search(address) and _HOME not in address
    return named or ("" if is_elsewhere else _district_at(latitude, longitude))


def _district_at(latitude: float, longitude: float) -> str:
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return ""
    nearest = min(_places(), key=lambda place: _kilometres(place, latitude, longitude))
    is_near = _kilometres(nearest, latitude, longitude) <= _FURTHEST_KM
    return nearest.district if is_near else ""


def _district_in(address: str) -> str:
    ours = next((place.district for place in _places() if place.district in address), "")
    named = _NAMED.search(address)
    return named[1] if named and _HOME not in address else ours


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
