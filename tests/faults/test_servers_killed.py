"""Embedded servers, and whoever started them, killed without warning: nothing is lost."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from config.embedded.processes import wait_gone
from tests.config.embedded_cases import NAMES, PROJECT, Pair


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


def _program_of_the_servers_user(pair: Pair, *command: str) -> subprocess.Popen[bytes]:
    """PostgreSQL believes only in locks of its own user's processes."""
    pair.servers.ensure_running(valkey=False)
    pair.servers.stop()
    return subprocess.Popen(command, user=(pair.var / "postgres").stat().st_uid)


def _write_locks(pair: Pair, pid: int) -> None:
    """Leave what a killed postmaster with this process id would have left."""
    owner = (pair.var / "postgres").stat()
    for name in ("postgres/postmaster.pid", "run/.s.PGSQL.5432.lock"):
        (pair.var / name).write_text(f"{pid}\n{pair.var}/postgres\n1\n5432\n{pair.var}/run\n\n0 0\nready\n")
        os.chown(pair.var / name, owner.st_uid, owner.st_gid)


def test_a_killed_postmaster_loses_nothing_that_was_committed(pair: Pair) -> None:
    servers = pair.again(durable=True)
    servers.ensure_running()
    pair.sql("CREATE TABLE committed (number int)")
    connection = psycopg.connect(servers.owner_url())
    connection.execute("INSERT INTO committed VALUES (1)")
    connection.commit()
    connection.execute("INSERT INTO committed VALUES (2)")

    pair.process(0).kill()

    assert servers.ensure_running() == ["PostgreSQL"]
    assert pair.sql("SELECT string_agg(number::text, ',') FROM committed") == "1"
    connection.close()


def test_a_backend_in_the_middle_of_work_does_not_hinder_the_next_start(pair: Pair) -> None:
    pair.servers.ensure_running()
    busy = textwrap.dedent("""
        import psycopg, sys
        connection = psycopg.connect(sys.argv[1])
        print("connected", flush=True)
        connection.execute("SELECT count(*) FROM generate_series(1, 2000000000)")
    """)
    command = [sys.executable, "-c", busy, pair.servers.database_url()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as client:
        assert client.stdout is not None
        client.stdout.readline()
        pair.process(0).kill()

        assert pair.servers.revive() == "PostgreSQL had stopped; started again."
        assert pair.sql("SELECT 1") == "1"


def test_a_killed_valkey_loses_no_message(pair: Pair) -> None:
    servers = pair.again(durable=True)
    servers.ensure_running()
    pair.valkey("LPUSH", "read", "message")
    pair.process(1).kill()

    assert servers.ensure_running() == ["Valkey"]
    assert pair.valkey("LRANGE", "read", "0", "-1") == ["message"]


def test_servers_of_a_killed_process_are_adopted_and_stopped_by_the_next(pair: Pair) -> None:
    holder = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from config.embedded import Servers
        Servers(Path(sys.argv[1]), durable=False).ensure_running()
        print("ready", flush=True)
        time.sleep(60)
    """)
    command = [sys.executable, "-c", holder, str(pair.var)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        before = pair.pids()
        process.send_signal(signal.SIGKILL)

    assert pair.servers.ensure_running() == []
    assert pair.pids() == before
    assert pair.servers.release() is True
    assert pair.pids() == []


def test_locks_that_name_a_zombie_are_not_believed(pair: Pair) -> None:
    with _program_of_the_servers_user(pair, "sleep", "0") as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        _write_locks(pair, zombie.pid)

        assert pair.servers.ensure_running() == NAMES
        assert pair.sql("SELECT 1") == "1"


def test_locks_whose_number_another_program_has_now_are_not_believed(pair: Pair) -> None:
    with _program_of_the_servers_user(pair, "sleep", "60") as other:
        _write_locks(pair, other.pid)

        assert pair.servers.ensure_running() == NAMES
        assert pair.sql("SELECT 1") == "1"
        assert other.poll() is None
        other.kill()


def test_a_deleted_directory_is_made_anew_and_its_old_servers_end(pair: Pair) -> None:
    pair.servers.ensure_running()
    pair.sql("CREATE TABLE old ()")
    old = [psutil.Process(pid) for pid in pair.pids()]
    while pair.var.exists():  # the servers still write there while it goes
        shutil.rmtree(pair.var, ignore_errors=True)

    assert pair.again().ensure_running() == NAMES
    assert pair.sql("SELECT count(*) FROM pg_tables WHERE tablename = 'old'") == "0"
    assert [wait_gone(process, 0) for process in old] == [True, True]


def test_a_killed_initdb_leaves_nothing_in_the_way(pair: Pair) -> None:
    pair.var.mkdir(exist_ok=True)
    shutil.rmtree(pair.var / "postgres", ignore_errors=True)
    (pair.var / "postgres.new" / "base").mkdir(parents=True)
    (pair.var / "postgres.new" / "PG_VERSION").write_text("18\n")

    assert pair.servers.ensure_running(valkey=False) == ["PostgreSQL"]
    assert not (pair.var / "postgres.new").exists()
