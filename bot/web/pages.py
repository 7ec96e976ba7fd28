"""Writes pages from the templates."""

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.reply import NUMBERS
from bot.web.addresses import Addresses
from bot.web.assets import Assets
from bot.web.marking import fragments
from bot.web.question import MOST_READ
from cases import FIELDS, THEMES

_TEMPLATES: Final = Path(__file__).parent / "templates"


class Pages:
    """The templates with what all of them need; everything written into a page is escaped."""

    def __init__(self, *, addresses: Addresses, assets: Assets, home: str) -> None:
        """Prepare the templates.

        Args:
            addresses: Where things are.
            assets: Style, script and pictures.
            home: The public address of the start page, without a final slash, for share cards.
        """
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["fragments"] = fragments
        self._templates.globals.update(
            to=addresses,
            static=lambda name: addresses.static(assets.address_name(name)),
            share_picture=f"{home}/static/{assets.address_name('share.png')}",
            home=home,
            numbers=NUMBERS,
            most_read=MOST_READ,
            themes=THEMES,
            fields=FIELDS,
        )

    def respond(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - a page takes any value
        """Write a page; a name that the template knows and nobody gave is an error."""
        text = self._templates.get_template(template).render(**values)
        return HTMLResponse(text, status_code=status)
