"""The student page, as it lies in web_viewer/: no build step, no inline script, cached by its content."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; media-src 'self' blob:; "
    "style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class _CheckedFiles(StaticFiles):
    """Static files with the page's security headers; browsers ask again each time and mostly get a 304."""

    def file_response(
        self, full_path: Any, stat_result: Any, scope: MutableMapping[str, Any], status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(PAGE_HEADERS)
        return response


def viewer_folder() -> Path:
    """Where the page's files lie: beside the package, in a checkout as in an installed box."""
    return Path(__file__).resolve().parents[2] / "web_viewer"


def mount_viewer(app: FastAPI, folder: Path) -> None:
    """Serve index.html at / and the rest under its own names."""
    page = _CheckedFiles(directory=folder)

    @app.get("/", include_in_schema=False)
    async def index(request: Request) -> Response:
        """The student page."""
        return await page.get_response("index.html", request.scope)

    for name in ("src", "styles", "icons"):
        if (folder / name).is_dir():
            app.mount(f"/{name}", _CheckedFiles(directory=folder / name), name=name)
