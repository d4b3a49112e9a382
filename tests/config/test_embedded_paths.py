"""Where the embedded servers keep things follows from the var directory alone."""

from pathlib import Path

from config.embedded import database_url, owner_url, redis_url
from config.embedded.paths import Layout


def test_addresses_name_sockets_below_the_var_directory() -> None:
    var = Path("/srv/muniment/var")

    assert database_url(var) == "postgresql://muniment_app@/muniment?host=%2Fsrv%2Fmuniment%2Fvar%2Frun"
    assert owner_url(var) == "postgresql://muniment@/muniment?host=%2Fsrv%2Fmuniment%2Fvar%2Frun"
    assert redis_url(var) == "unix:///srv/muniment/var/run/valkey.sock"


def test_spaces_in_the_path_are_quoted() -> None:
    var = Path("/srv/my documents/var")

    assert database_url(var) == "postgresql://muniment_app@/muniment?host=%2Fsrv%2Fmy%20documents%2Fvar%2Frun"
    assert owner_url(var) == "postgresql://muniment@/muniment?host=%2Fsrv%2Fmy%20documents%2Fvar%2Frun"
    assert redis_url(var) == "unix:///srv/my%20documents/var/run/valkey.sock"


def test_a_path_too_long_for_a_socket_leads_to_a_short_directory() -> None:
    longest_that_fits = Layout(Path("/" + "d" * 81))
    too_long = Layout(Path("/" + "d" * 82))

    assert longest_that_fits.run == longest_that_fits.var / "run"
    assert len(str(longest_that_fits.postgres_socket)) == 100
    assert too_long.run == Path(f"/tmp/muniment-{too_long.identity}")  # noqa: S108 - compared only


def test_two_directories_share_no_short_directory() -> None:
    one = Layout(Path("/" + "d" * 90 + "/one"))
    two = Layout(Path("/" + "d" * 90 + "/two"))

    assert one.run != two.run


def test_a_link_to_the_directory_leads_to_the_same_servers(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)

    assert database_url(link) == database_url(real)
