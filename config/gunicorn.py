"""What every web server process does; the command line gives the address and how many."""

import os
from pathlib import Path

from gunicorn.http.wsgi import Response

# One line a request is the request log's own (config/logs.py), with the request id.
accesslog = None
loglevel = "warning"

# Imported once, then forked: half the time until both workers answer, and most of their memory shared.
preload_app = True

# A way to steer the server from outside that nobody here uses.
control_socket_disable = True

# The supervisor gives 20 s; a worker that hangs is replaced.
graceful_timeout = 15
timeout = 60
keepalive = 5

# Slow leaks of image libraries end with their process; the jitter keeps the workers from ending together.
max_requests = 2000
max_requests_jitter = 200

# The heartbeat is a file: on a disk that blocks, live workers would be taken for dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a file without a name

# The default, 0, would make what the workers write writable by all.
umask = 0o077

pythonpath = str(Path(__file__).resolve().parent.parent)

_default_headers = Response.default_headers


def _headers_without_server(response: Response) -> list[str]:
    """Return the headers of every answer but `Server`: what runs here is nobody's business."""
    return [header for header in _default_headers(response) if not header.startswith("Server:")]


Response.default_headers = _headers_without_server
