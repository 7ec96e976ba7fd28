"""Our own style, script and pictures, served from memory."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOREVER: Final = "public, max-age=31536000, immutable"
_A_DAY: Final = "public, max-age=86400"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file; its address changes with its content."""

    address_name: str
    content: bytes
    media_type: str


class Assets:
    """The files of one folder: few and small, read once."""

    def __init__(self, folder: Path) -> None:
        """Read every file of the folder."""
        self._by_name = {path.name: _read(path) for path in sorted(folder.iterdir())}
        self._by_address = {asset.address_name: asset for asset in self._by_name.values()}

    def address_name(self, name: str) -> str:
        """Return the name with the content's hash in it; a wrong name raises `KeyError`."""
        return self._by_name[name].address_name

    async def serve(self, request: Request) -> Response:
        """Answer `/static/{name}`: a name with a hash may be kept for ever."""
        asset = self._by_address.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        return _response(asset, _FOREVER)

    async def serve_icon(self, _request: Request) -> Response:
        """Answer `/favicon.ico`, which browsers ask for by themselves."""
        return _response(self._by_name["icon.png"], _A_DAY)


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(
        address_name=f"{path.stem}.{digest}{path.suffix}",
        content=content,
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
    )


def _response(asset: Asset, cache_control: str) -> Response:
    return Response(
        asset.content, media_type=asset.media_type, headers={"Cache-Control": cache_control}
    )
