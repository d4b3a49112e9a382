"""How a server gives up root and still reaches a private directory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import launch

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to give up")

_NOBODY = "65534"
# access() asks with the real uid, as PostgreSQL does to find its own programs.
_LOOK = """
import os, sys
print(os.getuid(), os.geteuid(), os.access(sys.argv[1], os.R_OK), open(sys.argv[1]).read())
"""


def _launcher(mode: str, directory: Path) -> list[str]:
    return [sys.executable, "-I", "-S", launch.__file__, mode, _NOBODY, _NOBODY, str(directory), "--"]


def _is_allowed(mode: str) -> bool:
    """Containers may forbid capabilities, or namespaces."""
    tried = subprocess.run(
        [*_launcher(mode, Path("/")), "/bin/sh", "-c", ":"], capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.fixture
def private_file(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    (tmp_path / "file").write_text("content")
    return tmp_path / "file"


def _launch(mode: str, file: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*_launcher(mode, file.parent), sys.executable, "-I", "-S", "-c", _LOOK, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plain_user_is_told_not_to_reach_it(private_file: Path) -> None:
    refused = _launch("plain", private_file)

    assert refused.returncode == launch.UNREACHABLE
    assert refused.stderr == f"plain: [Errno 13] Permission denied: '{private_file.parent}/.'\n"


@pytest.mark.skipif(not _is_allowed("capable"), reason="no capability can be kept here")
def test_a_user_who_keeps_the_right_to_read_reaches_it(private_file: Path) -> None:
    assert _launch("capable", private_file).stdout == "65534 65534 True content\n"


@pytest.mark.skipif(not _is_allowed("namespace"), reason="no user namespace can be made here")
def test_root_in_a_namespace_of_its_own_reaches_it_as_somebody_else(private_file: Path) -> None:
    assert _launch("namespace", private_file).stdout == "65534 65534 True content\n"
