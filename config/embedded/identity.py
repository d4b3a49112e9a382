"""Who the servers run as, and the directories they own."""

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded import launch
from config.embedded.errors import EmbeddedError
from config.embedded.paths import SHORT_PLACE

_UNPRIVILEGED = ("nobody", "daemon")


@dataclass(frozen=True)
class Identity:
    """How a server is started; `mode` is one of launch.py's.

    Attributes:
        uid: What the server sees itself as.
        gid: The same for the group.
        owner: (uid, gid) that its files carry, seen from here.
        directories: What it must be able to pass through.
    """

    mode: str
    uid: int
    gid: int
    owner: tuple[int, int]
    directories: tuple[Path, ...]

    def command(self, program: Path, *arguments: str) -> list[str]:
        """Return the command line that runs the program under this identity."""
        if self.mode == "same":
            return [str(program), *arguments]
        launcher = [
            sys.executable,
            "-I",
            "-S",
            "-B",
            launch.__file__,
            self.mode,
            str(self.uid),
            str(self.gid),
        ]
        return [*launcher, *map(str, self.directories), "--", str(program), *arguments]

    def own(self, directory: Path) -> None:
        """Make the directory if it is missing, and give it and all in it to the server.

        Raises:
            EmbeddedError: It belongs to somebody else and we may not change that.
        """
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise EmbeddedError(f"{directory} is a link to somewhere else. Remove it, or set MUNIMENT_VAR.")
        if found.st_uid != self.owner[0]:
            self._take_over(directory, found.st_uid)
        if stat.S_IMODE(found.st_mode) != 0o700:
            directory.chmod(0o700)

    def _take_over(self, directory: Path, owner: int) -> None:
        # In a directory that all may write, root takes only what root made: the rest may be a trap.
        if os.geteuid() != 0 or (owner != 0 and directory.parent == SHORT_PLACE):
            raise EmbeddedError(
                f"{directory} belongs to {_name(owner)}. Run as the user who made it, give it to yourself "
                f"(sudo chown -R {_name(os.geteuid())} {directory}), "
                "or set MUNIMENT_VAR to another directory."
            )
        for place, _, files in os.walk(directory):
            for path in (place, *(os.path.join(place, file) for file in files)):  # noqa: PTH118 - os.walk gives str
                os.chown(path, *self.owner, follow_symlinks=False)


def choose(program: Path, directories: Sequence[Path], data: Path) -> Identity:
    """Find an identity under which the server runs and reaches its files.

    Args:
        program: A server program, tried with `--version`.
        directories: What the server must be able to pass through; they exist.
        data: The data directory; if it exists, its owner stays its owner.

    Raises:
        EmbeddedError: There is none: which were tried, and the way out.
    """
    if os.geteuid() != 0 and _is_named(os.geteuid()):
        return Identity("same", os.geteuid(), os.getegid(), (os.geteuid(), os.getegid()), tuple(directories))
    refusals = []
    for identity in _candidates(tuple(directories), data):
        tried = subprocess.run(  # noqa: S603 - our own command line
            identity.command(program, "--version"), capture_output=True, text=True, check=False, cwd="/"
        )
        if tried.returncode == 0:
            return identity
        refusals.append(tried.stderr.strip().rsplit("\n", 1)[-1])
    raise EmbeddedError(
        f"PostgreSQL does not run as {_name(os.geteuid())}, and no other user here reaches "
        f"{directories[0]} and {program} ({'; '.join(refusals)}). "
        "Run as an ordinary user, or move the project to a place that all may read."
    )


def _candidates(directories: tuple[Path, ...], data: Path) -> Iterator[Identity]:
    here = (os.geteuid(), os.getegid())
    users = [entry for entry in (_owner(data), *map(_entry, _UNPRIVILEGED)) if entry is not None]
    namespaces = [Identity("namespace", user.pw_uid, user.pw_gid, here, directories) for user in users[:1]]
    if data.exists() and data.stat().st_uid == os.geteuid():
        yield from namespaces  # it was the way last time
    if os.geteuid() == 0:
        for user in users:
            owner = (user.pw_uid, user.pw_gid)
            yield Identity("plain", *owner, owner, directories)
            yield Identity("capable", *owner, owner, directories)
    yield from namespaces


def _owner(data: Path) -> pwd.struct_passwd | None:
    """Return the user who owns the data directory, if that is an ordinary one."""
    uid = data.stat().st_uid if data.exists() else 0
    return pwd.getpwuid(uid) if uid != 0 and _is_named(uid) else None


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _is_named(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _name(uid: int) -> str:
    return pwd.getpwuid(uid).pw_name if _is_named(uid) else f"user {uid}"
