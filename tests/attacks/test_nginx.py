"""The real nginx with the configuration of deploy/: TLS, sizes, and whose address it is, end to end."""

import datetime as dt
import http.client
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import time
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from audit.models import LogEntry

_FOUND = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
NGINX = _FOUND or "nginx"
NAME = "muniment.example"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(_FOUND is None, reason="no nginx on this machine"),
]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, pkcs8, plain))
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))


def _configuration(folder, port, plain_port, upstream):
    """The file of deploy/, with nothing changed but paths, ports and waiting times."""
    text = (pathlib.Path(settings.BASE_DIR) / "deploy" / "nginx" / "nginx.conf").read_text()
    version = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True).stderr
    if [int(n) for n in re.findall(r"\d+", version)[:3]] < [1, 25, 1]:
        text = text.replace("        http2 on;\n", "")
    text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
    for old, new in {
        "/etc/nginx/tls": str(folder),
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{plain_port}",
        "127.0.0.1:8000": upstream,
        "client_header_timeout 10s": "client_header_timeout 1s",
        "client_max_body_size 202m": "client_max_body_size 1m",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    bodies = "\n".join(
        f"    {kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return text.replace("http {\n", f"http {{\n{bodies}\n", 1)


@pytest.fixture
def nginx(tmp_path, live_server, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.ALLOWED_HOSTS = [NAME]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    tmp_path.chmod(0o755)
    _certificate(tmp_path)
    port, plain_port = _free_port(), _free_port()
    path = tmp_path / "nginx.conf"
    path.write_text(_configuration(tmp_path, port, plain_port, live_server.url.removeprefix("http://")))
    process = subprocess.Popen(
        [NGINX, "-c", path, "-g", "daemon off; master_process off;"], stderr=subprocess.PIPE
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port, plain_port
    process.terminate()
    process.communicate(timeout=10)


def _context(**versions):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, version in versions.items():
        setattr(context, name, version)
    return context


def _ask(port, method, path, body=None, *, source="127.0.0.1", server_name=NAME, **headers):
    plain = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
    with _context().wrap_socket(plain, server_hostname=server_name) as wrapped:
        connection = http.client.HTTPConnection(NAME)
        connection.sock = wrapped
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        text = response.read().decode()
        return SimpleNamespace(status=response.status, headers=response.headers, text=text)


def _login(port, **more):
    body = '{"email": "nobody@example.com", "password": "x"}'
    return _ask(port, "POST", "/api/v1/auth/login", body, Content_Type="application/json", **more)


def test_tls_1_2_is_refused_and_1_3_served(nginx):
    port, _ = nginx
    old = _context(maximum_version=ssl.TLSVersion.TLSv1_2)
    with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain, server_hostname=NAME)
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        _context().wrap_socket(plain, server_hostname=NAME) as wrapped,
    ):
        assert wrapped.version() == "TLSv1.3"


def test_a_name_that_is_not_ours_gets_no_certificate(nginx):
    port, _ = nginx
    with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
        _context().wrap_socket(plain, server_hostname="evil.test")


def test_the_address_in_the_trail_is_the_clients_whatever_it_writes(nginx):
    port, _ = nginx
    made_up = {"X_Forwarded_For": "203.0.113.9", "X_Real_Ip": "203.0.113.9", "Forwarded": "for=203.0.113.9"}

    assert _login(port, source="127.0.0.2", **made_up).status == 401

    entry = LogEntry.objects.get(event="user.sign_in_failed")
    assert entry.remote_addr == "127.0.0.2"


def test_the_headers_of_the_application_pass_once(nginx):
    port, _ = nginx

    answer = _ask(port, "GET", "/admin/login/")

    assert answer.status == 200
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"):
        assert len(answer.headers.get_all(name)) == 1, name
    assert answer.headers.get_all("Server") == ["nginx"]  # without a version


def test_a_body_that_is_too_large_is_413_in_the_projects_shape_with_its_headers(nginx):
    port, _ = nginx

    answer = _ask(port, "POST", "/api/v1/documents", b"", Content_Length="5000000")

    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert '"status":413' in answer.text
    for name in (
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
    ):
        assert len(answer.headers.get_all(name)) == 1, name
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_head_that_never_ends_is_cut_off(nginx):
    port, _ = nginx
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        _context().wrap_socket(plain, server_hostname=NAME) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nHost: muniment.example\r\nX-a: ")
        started = time.monotonic()
        slow.recv(4096)
    assert time.monotonic() - started < 8


def test_plain_http_is_sent_to_https_and_readiness_stays_inside(nginx):
    port, plain_port = nginx
    connection = http.client.HTTPConnection("127.0.0.1", plain_port)
    connection.request("GET", "/docs?a=1", headers={"Host": NAME})
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{NAME}/docs?a=1")
    assert _ask(port, "GET", "/health/ready").status == 404


@pytest.mark.parametrize(
    ("target", "host"),
    [("https://evil.test/", NAME), ("/", "evil.test"), ("https://evil.test/", "evil.test")],
)
def test_our_name_in_the_handshake_and_another_in_the_request_is_no_answer(nginx, target, host):
    port, _ = nginx

    with pytest.raises(http.client.RemoteDisconnected):
        _ask(port, "GET", target, Host=host)
