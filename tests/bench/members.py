# members.py: a room server under members that signal, and under thousands that are silent
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import pathlib
import re
import subprocess

import programs

PATIENCE = 1200


class Server:
    """With room for ten thousand clients, each of which may come from an address of its own."""

    def __init__(self, build, kind):
        self.build, self.kind = build, kind
        self.process = subprocess.Popen([build / "tests/bench/bench-server", kind], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, text=True)
        found = re.search(r"listening on port (\d+)", self.process.stdout.readline())
        if not found:
            raise programs.Failure("bench-server did not start")
        self.port = found.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def get_rss(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) * 1024

    def get_wait_ms(self):
        """For how long its threads could have run and had no processor: what is slow then is the machine."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[1]) for task in tasks) / 1e6

    def start_members(self, n_members, per_room, per_second, seconds):
        return subprocess.Popen([self.build / "tests/bench/bench-members", self.port, self.kind, *map(
            str, (n_members, per_room, per_second, seconds))], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)


def read(process):
    line = process.stdout.readline()
    if not line:
        raise programs.Failure("the members gave up")
    return json.loads(line)


def signal(build, kind, n_members, per_room, per_second, seconds):
    """What the members measured; those of a member stay below what it may send."""
    with Server(build, kind) as server, server.start_members(n_members, per_room, per_second, seconds) as members:
        read(members)
        before_ms = server.get_wait_ms()
        run = read(members)
        return {**run, "server_waited_ms": round(server.get_wait_ms() - before_ms)}


def sit(build, kind, n_members):
    """Bytes of memory for each silent member, how many joined in a second, and how many of the last ones did."""
    with Server(build, kind) as server:
        before = server.get_rss()
        with server.start_members(n_members, 30, 0, 0) as members:
            try:
                joined = read(members)
                return (server.get_rss() - before) / n_members, joined["per_s"], joined["last_per_s"]
            finally:
                members.terminate()
