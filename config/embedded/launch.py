"""A script that becomes a server: gives up root, then executes the program in its place.

PostgreSQL refuses to run as uid 0. `python -I -S launch.py MODE UID GID DIRECTORY... -- PROGRAM ARGUMENT...`
is a process of its own, because giving up root cannot be taken back; it imports the standard library only.

Modes:
    plain      become UID
    capable    become UID, but keep the right to read past file modes, for a checkout below a 0700 directory
               such as /root. The server then reads files as root would: for the embedded mode only.
    namespace  keep the real uid, seen as UID inside a user namespace of its own; where capabilities cannot be
               kept (some sandboxes) or the uid has no name (PostgreSQL's initdb asks for one)

Source: capabilities(7) "Ambient"; user_namespaces(7).
"""

import ctypes
import os
import sys
from pathlib import Path

UNREACHABLE = 77  # exit code: this mode does not lead to the files; another may

_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CLONE_NEWUSER = 0x10000000
_CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Capabilities(ctypes.Structure):
    # The kernel's array of two, flat: the second half is for capabilities above 31.
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
        ("upper", ctypes.c_uint32 * 3),
    ]


def become(mode: str, uid: int, gid: int) -> None:
    """Change the identity of this process in the way `mode` names.

    Raises:
        OSError: The kernel refuses.
    """
    if mode == "namespace":
        _enter_namespace(uid, gid)
    elif mode == "capable":
        # Keep capabilities through setuid. Afterwards too: without this bit, access(2), by which PostgreSQL
        # looks for its own programs, ignores the capabilities of an ordinary user.
        _call("prctl", _PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        _drop(uid, gid)
        _keep_reading()
    elif mode == "plain":
        _drop(uid, gid)


def _drop(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def _keep_reading() -> None:
    """Keep one capability through the coming exec: reading past modes, or (containers) writing past them."""
    header = _Header(_CAPABILITY_VERSION_3, 0)
    held = _Capabilities()
    _call("capget", ctypes.byref(header), ctypes.byref(held))
    wanted = [cap for cap in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE) if held.permitted & (1 << cap)]
    if not wanted:
        raise PermissionError("no capability to read past directory modes")
    bit = 1 << wanted[0]
    _call("capset", ctypes.byref(header), ctypes.byref(_Capabilities(bit, bit, bit)))
    _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, wanted[0], 0, 0)


def _enter_namespace(uid: int, gid: int) -> None:
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _call("unshare", _CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1")


def _call(name: str, *arguments: object) -> None:
    """Call a function of the C library that answers 0, or raise OSError with its errno."""
    library = ctypes.CDLL(None, use_errno=True)
    function = getattr(library, name, None)
    if function is None:
        raise OSError(f"this system has no {name}()")
    # prctl is variadic and takes longs: a bare Python int would arrive as 32 bits.
    if function(*(ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)) != 0:
        raise OSError(ctypes.get_errno(), f"{name}() was refused: {os.strerror(ctypes.get_errno())}")


def reach(directories: list[str], program: str) -> None:
    """Try to pass through each directory and to read the program.

    Raises:
        OSError: This identity may not.
    """
    for directory in directories:
        os.stat(f"{directory}/.")  # noqa: PTH116 - a Path drops the dot, and with it the passing through
    with Path(program).open("rb") as file:
        file.read(1)


def main(arguments: list[str]) -> None:
    """Become, try to reach, execute; see the head of this file for the arguments."""
    mode, uid, gid, *rest = arguments
    split = rest.index("--")
    directories, command = rest[:split], rest[split + 1 :]
    try:
        become(mode, int(uid), int(gid))
        reach(directories, command[0])
    except OSError as error:
        sys.stderr.write(f"{mode}: {error}\n")
        sys.exit(UNREACHABLE)
    os.umask(0o077)
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
