# programs.py: runs portunus-cli for the measurements: a sender and a receiver, their events and their memory
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import pathlib
import subprocess
import threading
import time

TIMEOUT_S = 1800


class Failure(Exception):
    """Something could not be measured; the text says why."""


class Program:
    """A portunus-cli with --json; collects its events as they come.

    Each has a home of its own, but they share a cache, as on any machine where GStreamer has listed its plugins before.
    """

    def __init__(self, cli, home, arguments):
        self.events = []
        self.changed = threading.Condition()
        self.started = time.monotonic()
        self.errors = open(home / "stderr", "w+b")
        environment = dict(os.environ, HOME=str(home), XDG_DATA_HOME=str(home / "data"),
                           XDG_CONFIG_HOME=str(home / "config"), XDG_CACHE_HOME=str(home.parent / "cache"),
                           GSETTINGS_BACKEND="memory", PORTUNUS_SECRET_STORE="memory",
                           GSETTINGS_SCHEMA_DIR=str(cli.parents[2] / "data"))
        self.process = subprocess.Popen([cli, *arguments], env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self.errors)
        self.reader = threading.Thread(target=self.read_events, daemon=True)
        self.reader.start()

    def read_events(self):
        for line in self.process.stdout:
            with self.changed:
                self.events.append(json.loads(line))
                self.changed.notify_all()
        with self.changed:
            self.events.append({"event": "end"})
            self.changed.notify_all()

    def wait_for(self, name):
        """The first event of that name."""
        def found():
            return next((event for event in self.events if event["event"] in (name, "end")), None)

        with self.changed:
            self.changed.wait_for(found, TIMEOUT_S)
            event = found()
        if event is None or event["event"] == "end":
            raise Failure(f"no {name} event: {self.complaint()}")
        return event

    def complaint(self):
        self.errors.seek(0)
        faults = [event for event in self.events if event["event"] == "error"]
        return " ".join([str(fault.get("message")) for fault in faults] + [self.errors.read().decode(errors="replace")])

    def finish(self):
        """Waits for the end; gives seconds since the start and the largest resident size in MiB."""
        self.reader.join(TIMEOUT_S)
        if self.reader.is_alive():
            raise Failure("it did not end in time")
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - self.started
        if self.process.returncode != 0:
            raise Failure(f"exit status {self.process.returncode}: {self.complaint()}")
        return seconds, usage.ru_maxrss / 1024

    def stop(self):
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()
        self.errors.close()


class Transfer:
    """What one transfer from CLI to CLI showed."""

    def __init__(self, receiver, seconds, rss_sender, rss_receiver):
        accepted = receiver.wait_for("accepted")["time_ms"]
        verified = receiver.wait_for("verified")["time_ms"]
        moving = [event["time_ms"] for event in receiver.events if event["event"] == "progress" and event["bytes"] > 0]
        self.seconds = (verified - accepted) / 1000
        self.first_byte_s = (moving[0] - accepted) / 1000 if moving else 0
        self.command_s = seconds
        self.rss_sender = rss_sender
        self.rss_receiver = rss_receiver


def same(source, copy):
    command = ["diff", "-rq"] if source.is_dir() else ["cmp", "-s"]
    return subprocess.run([*command, source, copy], stdout=subprocess.DEVNULL, check=False).returncode == 0


def transfer(cli, work, source, lane="rtc"):
    """Sends @source through a receiver into a fresh folder, compares, and removes what arrived."""
    homes = [pathlib.Path(work, name) for name in ("home-sender", "home-receiver")]
    target = pathlib.Path(work, "received")
    remove(*homes, target)
    for folder in (*homes, target):
        folder.mkdir()

    programs = []
    try:
        sender = Program(cli, homes[0], ["send", "--json", "--once", "--lane", lane, source])
        programs.append(sender)
        link = sender.wait_for("link")["url"]
        receiver = Program(cli, homes[1], ["receive", "--yes", "--json", "--lane", lane, "--output", target, link])
        programs.append(receiver)
        seconds, rss_receiver = receiver.finish()
        _, rss_sender = sender.finish()
        if not same(source, target / source.name):
            raise Failure("what arrived is not what was sent")
        return Transfer(receiver, seconds, rss_sender, rss_receiver)
    finally:
        for program in programs:
            program.stop()
        remove(*homes, target)


def remove(*paths):
    subprocess.run(["rm", "-rf", "--", *paths], check=True)
