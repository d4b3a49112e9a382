"""A small IMAP server over TLS on this machine: one account, folders of mails, flags, and what goes wrong.

Speaks what RFC 3501 and RFC 6851 say of LOGIN, SELECT, UID SEARCH, FETCH, STORE, COPY, MOVE and EXPUNGE.
"""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.factories.receiver import certificates

USER, PASSWORD = "intake@lender.example", 'open "sesame"'


@dataclass(slots=True)
class Stored:
    """A mail in a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class ImapServer:
    """What the server holds, what it was asked, and what it is told to do wrong."""

    ca: Path
    port: int = 0
    uid_validity: int = 7
    folders: dict[str, list[Stored]] = field(default_factory=lambda: {"INBOX": []})
    capabilities: str = "IMAP4rev1 MOVE UIDPLUS"
    asked: list[str] = field(default_factory=list)
    breaks_at: str = ""  # a verb at which the line is cut, once
    takes_keywords: bool = True
    next_uid: int = 1

    def url(self, folder: str = "INBOX", password: str = "open%20%22sesame%22") -> str:
        """Return the address as the setting takes it."""
        return f"imaps://{USER.replace('@', '%40')}:{password}@localhost:{self.port}/{folder}"

    def deliver(self, raw: bytes) -> Stored:
        """Put a mail into the inbox."""
        mail = Stored(self.next_uid, raw)
        self.next_uid += 1
        self.folders["INBOX"].append(mail)
        return mail

    def renumber(self) -> None:
        """Number every mail anew, as a server does that was restored."""
        self.uid_validity += 1
        for number, mail in enumerate(self.folders["INBOX"], start=1):
            mail.uid = number
        self.next_uid = len(self.folders["INBOX"]) + 1


class _Talk(socketserver.StreamRequestHandler):
    box: list[Stored]

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            verb, _, rest = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _, rest = rest.partition(" ")
            held: ImapServer = self.server.held  # type: ignore[attr-defined]  # set below
            held.asked.append(f"{verb} {rest}" if verb != "LOGIN" else verb)
            if held.breaks_at == verb.upper():
                held.breaks_at = ""
                return
            answer = getattr(self, f"do_{verb.lower()}")(held, rest)
            self.say(f"{tag} {answer or 'OK done'}")
            if verb == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def do_capability(self, held: ImapServer, rest: str) -> str:
        self.say(f"* CAPABILITY {held.capabilities}")
        return ""

    def do_login(self, held: ImapServer, rest: str) -> str:
        given = rest.replace('\\"', '"')
        return "" if given in {f'{USER} "{PASSWORD}"', f'"{USER}" "{PASSWORD}"'} else "NO who are you"

    def do_logout(self, held: ImapServer, rest: str) -> str:
        self.say("* BYE")
        return ""

    def do_select(self, held: ImapServer, rest: str) -> str:
        if rest.strip('"') not in held.folders:
            return "NO no such folder"
        self.box = held.folders[rest.strip('"')]
        self.say(f"* {len(self.box)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {held.uid_validity}] UIDs valid")
        return "OK [READ-WRITE] selected"

    def do_create(self, held: ImapServer, rest: str) -> str:
        held.folders.setdefault(rest.strip('"'), [])
        return ""

    def do_search(self, held: ImapServer, rest: str) -> str:
        first = int(re.search(r"UID (\d+):\*", rest)[1])  # type: ignore[index]
        uids = {mail.uid for mail in self.box if mail.uid >= first and "\\Deleted" not in mail.flags}
        if self.box:
            uids.add(max(mail.uid for mail in self.box))  # as the RFC has it: `*` is always in the range
        if "UNKEYWORD" in rest:
            word = rest.split("UNKEYWORD ")[1].split(maxsplit=1)[0]
            uids -= {mail.uid for mail in self.box if word in mail.flags}
        self.say("* SEARCH " + " ".join(str(uid) for uid in sorted(uids)))
        return ""

    def do_fetch(self, held: ImapServer, rest: str) -> str:
        uid, _, what = rest.partition(" ")
        for number, mail in enumerate(self.box, start=1):
            if mail.uid != int(uid):
                continue
            if "RFC822.SIZE" in what:
                self.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(mail.raw)})")
                continue
            sent = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in what else mail.raw
            self.wfile.write(f"* {number} FETCH (UID {uid} BODY[] {{{len(sent)}}}\r\n".encode())
            self.wfile.write(sent + b")\r\n")
        return ""

    def do_store(self, held: ImapServer, rest: str) -> str:
        uid, _, what = rest.partition(" ")
        flags = set(what.partition("(")[2].rstrip(")").split())
        if not held.takes_keywords and any(not flag.startswith("\\") for flag in flags):
            return "NO no keywords here"
        for mail in self.box:
            if mail.uid == int(uid):
                mail.flags |= flags
        return ""

    def do_copy(self, held: ImapServer, rest: str) -> str:
        uid, _, name = rest.partition(" ")
        if name.strip('"') not in held.folders:
            return "NO [TRYCREATE] no such folder"
        held.folders[name.strip('"')] += [mail for mail in self.box if mail.uid == int(uid)]
        return ""

    def do_move(self, held: ImapServer, rest: str) -> str:
        answer = self.do_copy(held, rest)
        if not answer:
            self.box[:] = [mail for mail in self.box if mail.uid != int(rest.partition(" ")[0])]
        return answer

    def do_expunge(self, held: ImapServer, rest: str) -> str:
        self.box[:] = [mail for mail in self.box if mail.uid != int(rest)]
        return ""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: refused certificates and cut lines are what is tested."""


@contextmanager
def imap_server(folder: Path, host: str = "localhost", *, is_tls: bool = True) -> Iterator[ImapServer]:
    """Run the server, with a certificate for `host`, while the block runs."""
    ca, certificate = certificates(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    held = ImapServer(ca)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        if is_tls:
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        held.port = server.server_address[1]
        server.held = held  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield held
        finally:
            server.shutdown()
            thread.join(5)
