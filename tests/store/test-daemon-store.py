# test-daemon-store.py: portunusd with each kind of store, and with a PostgreSQL server that goes and comes back
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from daemon_world import PATIENCE, case, end, get, main, wait_port  # noqa: E402

PASSWORD = "n0t-to-be-seen"
START_PATIENCE = 60


def find_program(name):
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


class Postgres:
    """A server on a socket in a folder; the role "locked" needs the password, all others none."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.process = None
        self.who = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self.who = dict(user=user.pw_uid, group=user.pw_gid, extra_groups=[])
        self.run("initdb", "-D", "data", "-U", "portunus", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        (self.folder / "data/pg_hba.conf").write_text("local all locked scram-sha-256\nlocal all all trust\n")
        self.start()
        self.ask(f"CREATE ROLE locked LOGIN SUPERUSER PASSWORD '{PASSWORD}'")

    def run(self, program, *arguments):
        return subprocess.run([find_program(program), *arguments], check=True, capture_output=True, text=True,
                              cwd=self.folder, timeout=START_PATIENCE, **self.who).stdout

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([find_program("postgres"), "-D", "data", "-k", str(self.folder),
                                             "-c", "listen_addresses=", "-c", "fsync=off"],
                                            cwd=self.folder, stdout=log, stderr=log, **self.who)
        deadline = time.monotonic() + START_PATIENCE
        while not self.is_ready():
            assert time.monotonic() < deadline and self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)

    def is_ready(self):
        """The eighth line of this file is what pg_ctl reads as well."""
        with contextlib.suppress(FileNotFoundError):
            lines = (self.folder / "data/postmaster.pid").read_text().split("\n")
            return len(lines) > 7 and lines[7].startswith("ready")
        return False

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)

    def ask(self, sql):
        return self.run("psql", "-h", str(self.folder), "-U", "portunus", "-d", "postgres", "-Atc", sql).strip()

    def location(self, who):
        return f"postgresql://{who}@/postgres?host={self.folder}"


@contextlib.contextmanager
def postgres():
    with tempfile.TemporaryDirectory(prefix="portunus-test-") as folder:
        server = Postgres(folder)
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()


def wait_ready(port, status):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer, body = get(port, "/readyz")
        if answer == status:
            return json.loads(body)
        time.sleep(0.05)
    raise AssertionError(f"/readyz never answered {status}")


@case
def keeps_a_file_in_its_folder(world):
    process = world.start("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data")
    wait_ready(wait_port(process), 200)
    end(process)
    path = world.folder / "data/server.db"
    assert path.stat().st_mode & 0o777 == 0o600, oct(path.stat().st_mode)
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM admin").fetchone() == (0,)
        database.execute("PRAGMA user_version = 99")
    code, out, err = world.run("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data")
    assert code == 1 and "newer version" in err, (code, err)
    path.write_bytes(b"x" * 8192)
    code, out, err = world.run("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data")
    assert code == 1 and "server.db" in err, (code, err)
    assert path.read_bytes() == b"x" * 8192


@case
def keeps_nothing_if_told_so(world):
    process = world.start("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data", "--store", "memory:")
    wait_ready(wait_port(process), 200)
    end(process)
    assert not (world.folder / "data/server.db").exists()


@case
def takes_no_password_from_arguments(world):
    for location in (f"postgresql://me:{PASSWORD}@host/name", f"postgres://host/name?password={PASSWORD}"):
        code, out, err = world.run("--listen", "127.0.0.1:0", "--store", location)
        assert code == 2 and "PGPASSFILE" in err and "--config" in err, (code, err)
        assert PASSWORD not in out + err
    for location in (f"postgresql://me:{PASSWORD}%zz@host/name", f"mysql://me:{PASSWORD}@host/name"):
        code, out, err = world.run("--listen", "127.0.0.1:0", "--store", location)
        assert code == 2 and PASSWORD not in out + err, (code, err)


@case
def takes_a_password_from_files(world):
    with postgres() as server:
        config = world.folder / "config"
        config.write_text("[server]\nstore=" + server.location(f"locked:{PASSWORD}") + "\n")
        process = world.start("--listen", "127.0.0.1:0", "--config", config, G_MESSAGES_DEBUG="all")
        wait_ready(wait_port(process), 200)
        assert server.ask("SELECT count(*) FROM admin") == "0"
        end(process)
        assert PASSWORD not in process.err.read_text() + process.out.read_text()

        passwords = world.folder / "passwords"
        passwords.write_text(f"*:*:*:locked:{PASSWORD}\n")
        passwords.chmod(0o600)
        process = world.start("--listen", "127.0.0.1:0", "--store", server.location("locked"),
                              PGPASSFILE=str(passwords))
        wait_ready(wait_port(process), 200)
        end(process)
        passwords.write_text("*:*:*:locked:wr0ng\n")
        code, out, err = world.run("--listen", "127.0.0.1:0", "--store", server.location("locked"),
                                   PGPASSFILE=str(passwords))
        assert code == 1 and "PostgreSQL" in err and "wr0ng" not in err, (code, err)


@case
def is_the_only_one_in_its_folder(world):
    folder = world.folder / "data"
    arguments = ("--listen", "127.0.0.1:0", "--data-dir", folder)
    process = world.start(*arguments)
    port = wait_port(process)
    code, out, err = world.run(*arguments)
    assert code == 1 and f"“{folder}”" in err and "--data-dir" in err, (code, err)
    code, out, err = world.run("--listen", "127.0.0.1:0", "--data-dir", world.folder, "--store", folder / "server.db")
    assert code == 1 and "--store" in err, (code, err)
    assert get(port, "/readyz")[0] == 200
    process.kill()
    process.wait()
    process = world.start(*arguments)
    wait_ready(wait_port(process), 200)
    end(process)


@case
def says_what_to_do_about_its_file(world):
    def start(location):
        code, out, err = world.run("--listen", "127.0.0.1:0", "--store", location)
        assert code == 1, (code, err)
        return err

    assert "see whether its folder is there" in start(world.folder / "nowhere/server.db")
    (world.folder / "garbage").write_bytes(b"x" * 8192)
    assert "move it away" in start(world.folder / "garbage")
    (world.folder / "lock").write_bytes(b"")
    (world.folder / "taken.lock").symlink_to(world.folder / "lock")
    assert "lock file" in start(world.folder / "taken")
    assert "see whether the PostgreSQL server runs" in start(f"postgresql://me@/name?host={world.folder}")


@case
def waits_for_its_database(world):
    with postgres() as server:
        process = world.start("--listen", "127.0.0.1:0", "--store", server.location("portunus"))
        port = wait_port(process)
        wait_ready(port, 200)
        code, out, err = world.run("--listen", "127.0.0.1:0", "--store", server.location("portunus"))
        assert code == 1 and "Another portunusd keeps its rooms in that PostgreSQL database" in err, (code, err)
        server.stop()
        assert wait_ready(port, 503)["reason"] == "the store does not answer"
        assert get(port, "/healthz")[0] == 200
        server.start()
        wait_ready(port, 200)
        end(process)
        assert "The store answers again" in process.err.read_text()


main()
