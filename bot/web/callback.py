"""Takes what WeChat and 企业微信 post to us, and gives the answer back in the response."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.needs import Callback
from bot.web.webhook import read_body

LONGEST_BODY = 64 * 1024
"""Bytes; a message is a few thousand."""


class CallbackEndpoint:
    """GET proves that the address is ours, POST answers a message; 404 when nobody listens."""

    def __init__(self, callback: Callback | None) -> None:
        """Keep who answers; None when none is set up."""
        self._callback = callback

    async def receive(self, request: Request) -> Response:
        """Hand the query and the body over; what is too long is not read to its end."""
        if self._callback is None:
            raise HTTPException(404)
        query = dict(request.query_params)
        if request.method == "POST":
            body = await read_body(request, LONGEST_BODY)
            status, text = await self._callback.receive(query, body)
        else:
            status, text = self._callback.greet(query)
        is_xml = request.method == "POST" and text.startswith("<xml>")
        media_type = "application/xml" if is_xml else "text/plain"
        return Response(text, status_code=status, media_type=media_type)
