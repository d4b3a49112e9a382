"""Webhooks as a way into our own network (D14): refused when the address is given, and at connect time."""

import ipaddress
import socket
import ssl
import time

import pytest

from accounts import webhook_sending
from accounts.exceptions import WebhookUrlRefused
from accounts.webhook_addresses import address_is_public, target_of
from accounts.webhook_sending import Rules, send
from tests.factories.receiver import HOST, free_port, receiving

HEADERS = {"webhook-id": "msg_1"}

REFUSED_URLS = [
    # not https
    "http://hooks.lender.com/",
    "ftp://hooks.lender.com/",
    "file:///etc/passwd",
    "gopher://hooks.lender.com/",
    "javascript:alert(1)",
    "//hooks.lender.com/",
    "hooks.lender.com",
    "",
    "https://",
    "https:///path",
    # this machine, in every spelling
    "https://localhost/",
    "https://localhost.localdomain.localhost/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[2606:4700::1%25eth0]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[fec0::1]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    # private and special networks
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://192.0.0.192/",
    "https://168.63.129.16/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://203.0.113.7/",
    # names that are ours or nobody's
    "https://intranet/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://host.invalid/",
    # tricks of spelling
    "https://hooks.lender.com@127.0.0.1/",
    "https://user:pass@hooks.lender.com/",
    "https://@hooks.lender.com/",
    "https://hooks.lender.com\\@127.0.0.1/",
    "https://hooks.lender.com#@127.0.0.1/",
    "https://hooks.lender.com/#x",
    "https://hooks.lender.com%00.evil.com/",
    "https://hooks.lender.com\t/",
    "https://hooks.lender.com/\r\nX-Injected: 1",
    "https://hooks.lender.com/ HTTP/1.1",
    "https://hooks..lender.com/",
    "https://-hooks.lender.com/",
    "https://hooks_.lender.com/",
    "https://ⓔⓧⓐⓜⓟⓛⓔ.com/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://[::1/",
    "https://" + "a" * 64 + ".com/",
    "https://hooks.lender.com/" + "a" * 1000,
    # ports of other services
    "https://hooks.lender.com:22/",
    "https://hooks.lender.com:25/",
    "https://hooks.lender.com:80/",
    "https://hooks.lender.com:6379/",
    "https://hooks.lender.com:0/",
    "https://hooks.lender.com:99999/",
    "https://hooks.lender.com:x/",
]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_the_address_is_refused_when_it_is_given(url):
    with pytest.raises(WebhookUrlRefused):
        target_of(url)


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_and_again_when_it_is_sent_to_without_a_single_lookup(url):
    def resolve(host, port, timeout):
        pytest.fail(f"{host} was looked up")

    answer = send(url, b"{}", HEADERS, rules=Rules(resolve=resolve))

    assert answer.status is None
    assert answer.error in {"webhook_url_refused", "address_refused"}


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.lender.com",
        "https://HOOKS.Lender.com/a?b=c",
        "https://hooks.lender.com:8443/a",
        "https://xn--bcher-kva.example.com/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_public_addresses_are_taken(url):
    assert target_of(url).port in {443, 8443}


def test_plain_http_needs_the_setting_of_development(settings):
    settings.WEBHOOK_ALLOW_HTTP = True

    assert target_of("http://hooks.lender.com/").port == 80
    with pytest.raises(WebhookUrlRefused):
        target_of("http://127.0.0.1/")
    with pytest.raises(WebhookUrlRefused):
        target_of("http://hooks.lender.com:22/")


@pytest.mark.parametrize(
    ("text", "is_public"),
    [
        ("8.8.8.8", True),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::169.254.169.254", False),
        ("::ffff:8.8.8.8", False),
        ("2002:808:808::", False),
        ("2001:0:4136:e378::", False),
        ("2a00:1450:4001::1", True),
        ("192.88.99.1", False),
    ],
)
def test_wrapped_addresses_are_judged_by_what_is_inside(text, is_public):
    assert address_is_public(ipaddress.ip_address(text)) is is_public


@pytest.fixture
def receiver(tmp_path):
    with receiving(tmp_path) as running:
        yield running


def test_a_message_arrives_whole_at_the_pinned_address_under_the_right_name(receiver):
    answer = send(receiver.url, b'{"a":1}', HEADERS, rules=receiver.rules())

    assert (answer.status, answer.error) == (204, "")
    (got,) = receiver.requests
    assert got.path == "/hooks/muniment?from=us"
    assert got.headers["Host"] == f"{HOST}:{receiver.port}"
    assert got.headers["webhook-id"] == "msg_1"
    assert got.body == b'{"a":1}'


def test_a_name_that_resolves_to_this_machine_is_refused_at_connect_time(receiver):
    rules = receiver.rules(is_allowed=address_is_public)

    answer = send(receiver.url, b"{}", HEADERS, rules=rules)

    assert answer.error == "address_refused"
    assert receiver.requests == []


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["2606:4700::1", "::1"],
        ["169.254.169.254"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
    ],
)
def test_one_closed_address_among_open_ones_refuses_the_name(found, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    rules = Rules(resolve=lambda *_: [ipaddress.ip_address(text) for text in found])

    assert send("https://hooks.lender.com/", b"{}", HEADERS, rules=rules).error == "address_refused"


def test_rebinding_between_check_and_connect_finds_the_checked_address(receiver, monkeypatch):
    """A name server that answers public first and private then: the second question is never asked."""
    answers = [["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]]
    asked = []

    def getaddrinfo(host, port, *args, **kwargs):
        if host == HOST:
            asked.append(host)
            found = answers[len(asked) - 1]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in found]
        return real(host, port, *args, **kwargs)

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    connected = []

    def connect(address, *args, **kwargs):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)

    answer = send(receiver.url, b"{}", HEADERS, rules=Rules(ports=frozenset({receiver.port})))

    assert answer.error == "connection_failed"
    assert connected == [("93.184.215.14", receiver.port)]
    assert asked == [HOST]
    assert receiver.requests == []


def test_a_redirect_is_an_answer_and_is_not_followed(receiver):
    receiver.status = 302
    receiver.answer_headers = {"Location": f"https://127.0.0.1:{receiver.port}/secret"}

    answer = send(receiver.url, b"{}", HEADERS, rules=receiver.rules())

    assert answer.status == 302
    assert not answer.is_success
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("host", ["other.lender.com", "*.lender.org"])
def test_a_certificate_for_another_name_is_refused(tmp_path, host):
    with receiving(tmp_path, host=host.replace("*", "any")) as receiver:
        answer = send(receiver.url, b"{}", HEADERS, rules=receiver.rules())

    assert answer.error == "certificate_refused"
    assert receiver.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(receiver):
    answer = send(receiver.url, b"{}", HEADERS, rules=receiver.rules(tls=ssl.create_default_context))

    assert answer.error == "certificate_refused"
    assert receiver.requests == []


def test_proxies_of_the_environment_are_not_used(receiver, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert send(receiver.url, b"{}", HEADERS, rules=receiver.rules()).status == 204


def test_a_long_answer_is_read_to_its_limit_and_no_further(receiver):
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    receiver.handle = endless
    answer = send(receiver.url, b"{}", HEADERS, rules=receiver.rules())

    assert answer.status == 200
    assert answer.body == "x" * 1000


def _drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-Slow: 1\r\n")
        handler.wfile.flush()
        time.sleep(0.1)


def _drip_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def _silence(handler):
    time.sleep(30)


@pytest.mark.parametrize("handle", [_drip_headers, _drip_body, _silence])
def test_a_receiver_that_drips_is_cut_off_when_the_time_is_over(receiver, handle):
    receiver.handle = handle
    began = time.monotonic()

    answer = send(receiver.url, b"{}", HEADERS, rules=receiver.rules(time_limit=1.0))

    assert (answer.status, answer.error) == (None, "timeout")
    assert time.monotonic() - began < 2.0


def test_a_server_that_never_finishes_the_handshake_is_cut_off(receiver):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://{HOST}:{mute.getsockname()[1]}/"
        rules = receiver.rules(time_limit=1.0, ports=frozenset({mute.getsockname()[1]}))
        began = time.monotonic()

        answer = send(url, b"{}", HEADERS, rules=rules)

    assert answer.error == "timeout"
    assert time.monotonic() - began < 2.0


def test_a_name_server_that_never_answers_costs_the_time_limit_at_most(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    began = time.monotonic()

    answer = send("https://hooks.lender.com/", b"{}", HEADERS, rules=Rules(time_limit=0.5))

    assert answer.error == "name_not_found"
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    ("raw", "error"),
    [(b"SSH-2.0-OpenSSH\r\n", "answer_not_http"), (b"", "connection_failed")],
)
def test_whatever_answers_ends_as_a_code_and_not_as_an_exception(receiver, raw, error):
    def speak(handler):
        handler.wfile.write(raw)
        handler.close_connection = True

    receiver.handle = speak
    answer = send(receiver.url, b"{}", HEADERS, rules=receiver.rules())

    assert (answer.status, answer.error) == (None, error)


def test_nobody_listening_is_told_as_a_failed_connection(receiver):
    port = free_port()
    rules = receiver.rules(ports=frozenset({port}))

    assert send(f"https://{HOST}:{port}/", b"{}", HEADERS, rules=rules).error == "connection_failed"


def test_the_rules_in_force_are_the_public_ones():
    assert Rules() == webhook_sending.RULES
    assert webhook_sending.RULES.is_allowed is address_is_public
    assert webhook_sending.RULES.ports == {443, 8443}
