"""Where the full text of a case is read."""

from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from cases import CaseId


class CaseLink:
    """Makes the address of a case's page from the public address of this service."""

    def __init__(self, public_url: str) -> None:
        """Keep the address, e.g. `https://miaozhao.example.cn`; a final slash does not matter."""
        self._base = public_url.rstrip("/")

    def __call__(self, case_id: CaseId) -> str:
        """Return the page of the case; the id is percent-encoded."""
        return f"{self._base}/c/{quote(case_id, safe='')}"

    @property
    def home(self) -> str:
        """The public address of the start page, without a final slash."""
        return self._base

    @property
    def is_public(self) -> bool:
        """Whether other people can open it: false for localhost and loopback addresses."""
        host = urlsplit(self._base).hostname or ""
        try:
            return not (ip_address(host).is_loopback or ip_address(host).is_unspecified)
        except ValueError:
            return host not in {"", "localhost"}
