"""The page where people try the API: Swagger UI, from our own files, under its own policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import fastapi_standalone_docs
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

_FILES: Final = Path(fastapi_standalone_docs.__file__).parent / "static"
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Badge service API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
SWAGGER_OPTIONS: Final = {
    "url": "/openapi.json",
    "dom_id": "#swagger-ui",
    "deepLinking": True,
    "persistAuthorization": True,
    "tryItOutEnabled": True,
    "filter": True,
    "docExpansion": "list",
    "defaultModelsExpandDepth": 0,
    "displayRequestDuration": True,
    "showCommonExtensions": True,
}
# Swagger UI styles elements one by one and draws icons from data: addresses. It runs no inline
# script, and may talk to nobody but us.
DOCS_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": DOCS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def install_docs_page(app: FastAPI) -> None:
    """Serve Swagger UI at `/docs`."""
    start = f"SwaggerUIBundle({json.dumps(SWAGGER_OPTIONS)});"

    def docs_page(request: Request) -> Response:
        del request  # The page is the same for everybody.
        return HTMLResponse(_PAGE, headers=_HEADERS)

    def start_script(request: Request) -> Response:
        del request  # The script is the same for everybody.
        return Response(start, media_type="text/javascript", headers=_HEADERS)

    app.add_route("/docs", docs_page, methods=["GET"], include_in_schema=False)
    app.add_route("/docs/start.js", start_script, methods=["GET"], include_in_schema=False)
    app.mount("/docs/files", StaticFiles(directory=_FILES / "swagger"), name="swagger-ui")
