"""The embedded servers from start to stop: real processes."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator

import psycopg
import pytest

from config.embedded import EmbeddedError, Servers, database_url, redis_url
from tests.config.embedded_cases import NAMES, PROJECT, Pair, environment


@pytest.fixture(scope="module")
def module_pair() -> Iterator[Pair]:
    # Making a cluster takes longer than most tests.
    with Pair() as pair:
        yield pair


@pytest.fixture
def pair(module_pair: Pair) -> Iterator[Pair]:
    """Servers of which none runs, before the test and after it."""
    yield module_pair
    module_pair.stop()


@pytest.fixture
def other_pair() -> Iterator[Pair]:
    with Pair() as pair:
        yield pair


def test_the_first_start_makes_a_database_that_only_the_socket_leads_to(pair: Pair) -> None:
    started = pair.servers.ensure_running()

    assert started == NAMES
    assert pair.sql("SELECT current_database() || ' ' || current_user") == "muniment muniment"
    assert pair.sql("SELECT current_user::text", as_application=True) == "muniment_app"
    assert pair.sql("SELECT current_setting('server_version_num')::int / 10000") == "18"
    assert pair.sql("SHOW data_checksums") == "on"
    assert pair.sql("SHOW timezone") == "UTC"
    assert pair.sql("SELECT concat(datlocprovider, ' ', datlocale) FROM pg_database") == "b C.UTF-8"
    assert pair.sql("SHOW server_encoding") == "UTF8"
    assert pair.valkey("PING") is True
    assert [pair.process(place).net_connections(kind="inet") for place in (0, 1)] == [[], []]


def test_the_application_is_no_superuser_and_makes_no_tables(pair: Pair) -> None:
    pair.servers.ensure_running(valkey=False)

    assert pair.sql("SHOW is_superuser", as_application=True) == "off"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        pair.sql("CREATE TABLE mine ()", as_application=True)


def test_servers_for_people_write_everything_to_the_disk(pair: Pair) -> None:
    pair.again(durable=True).ensure_running()

    assert pair.sql("SHOW fsync") == "on"
    assert pair.sql("SHOW full_page_writes") == "on"
    assert pair.valkey("CONFIG", "GET", "append*") == {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "appendfilename": "appendonly.aof",
        "appenddirname": "appendonlydir",
    }


def test_what_was_written_is_there_after_a_stop_and_a_start(pair: Pair) -> None:
    servers = pair.again(durable=True)
    servers.ensure_running()
    pair.sql("CREATE TABLE kept AS SELECT 42 AS number")
    pair.valkey("SET", "kept", "42")

    assert servers.release() is True
    assert pair.pids() == []
    assert servers.ensure_running() == NAMES
    assert pair.sql("SELECT number FROM kept") == "42"
    assert pair.valkey("GET", "kept") == "42"


def test_running_servers_are_used_and_stopped_by_their_last_user(pair: Pair) -> None:
    first, second = pair.again(), pair.again()
    first.ensure_running()

    assert second.ensure_running() == []
    assert first.release() is False
    assert pair.sql("SELECT 1") == "1"
    assert second.release() is True
    assert pair.pids() == []


def test_kept_servers_outlive_their_users_until_stop(pair: Pair) -> None:
    pair.servers.ensure_running()
    pair.servers.keep()

    assert pair.servers.release() is False
    assert pair.sql("SELECT 1") == "1"
    assert pair.servers.stop() == ["Valkey", "PostgreSQL"]
    assert pair.pids() == []


def test_one_server_can_be_wanted_alone(pair: Pair) -> None:
    assert pair.servers.ensure_running(postgres=False) == ["Valkey"]
    assert [status.answers for status in pair.servers.status()] == [False, True]


def test_two_processes_at_the_same_time_start_the_servers_once(pair: Pair) -> None:
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from config.embedded import Servers
        print(Servers(Path(sys.argv[1]), durable=False).ensure_running())
    """)
    command = [sys.executable, "-c", script, str(pair.var)]

    both = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    assert sorted(process.communicate()[0].strip() for process in both) == [str(NAMES), "[]"]


def test_stopping_one_directory_leaves_another_alone(pair: Pair, other_pair: Pair) -> None:
    pair.servers.ensure_running()
    other_pair.servers.ensure_running()

    pair.servers.stop()

    assert pair.pids() == []
    assert other_pair.sql("SELECT 1") == "1"
    assert other_pair.valkey("PING") is True


def test_a_directory_with_a_long_path_works_and_leaves_nothing_outside(pair: Pair) -> None:
    var = pair.root / ("long, " * 20) / "var"
    servers = Servers(var, durable=False)

    started = servers.ensure_running()
    is_outside = servers.layout.run.is_dir() and servers.layout.run.parent != var
    servers.release()

    assert started == NAMES
    assert is_outside
    assert not servers.layout.run.exists()


def test_a_nearly_full_disk_is_told_before_anything_starts(pair: Pair) -> None:
    servers = Servers(pair.var, minimum_free=2**60)

    with pytest.raises(EmbeddedError, match=r"Only \d+ MB are free .* Free some space, or set MUNIMENT_VAR"):
        servers.ensure_running()
    assert pair.pids() == []


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(pair: Pair) -> None:
    file = pair.root / "file"
    file.touch()

    told = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=PROJECT,
        env=environment(file / "var"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr == (
        f"Cannot write {file}/var (Not a directory). Make it writable, "
        "or set MUNIMENT_VAR to another directory.\n"
    )


def test_status_says_what_runs_and_where_without_starting_it(pair: Pair) -> None:
    var = pair.root / "nothing"

    told = subprocess.run(
        [sys.executable, "-m", "config.embedded", "status"],
        cwd=PROJECT,
        env=environment(var),
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert told.stdout.splitlines() == [
        f"PostgreSQL does not run; log: {var}/log/postgres.log",
        f"Valkey does not run; log: {var}/log/valkey.log",
        f"DATABASE_URL={database_url(var)}",
        f"REDIS_URL={redis_url(var)}",
    ]
    assert not var.exists()
