# windows.py: how long windows take to appear, and what programs cost while nobody touches them
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True

import programs  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
EDITOR = "gnome-text-editor"
# What is only done once after a start, and the toolkit's own afterwork, are over by then.
SETTLE_S = 15


class Watched:
    """A process whose threads are watched."""

    pid = 0

    def count_waits(self):
        """How often each of its threads has waited for something so far."""
        return {status.parent.name: int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read_text(), re.M).group(1))
                for status in pathlib.Path(f"/proc/{self.pid}/task").glob("*/status")}

    def count_wake_ups(self, seconds):
        """Each second, in all threads that live that long."""
        before = self.count_waits()
        time.sleep(seconds)
        return sum(n - before.get(thread, 0) for thread, n in self.count_waits().items()) / seconds

    def measure_pss_mib(self):
        rollup = pathlib.Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii")
        return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.M).group(1)) / 1024


class Background(Watched):
    """Our application as the session starts it, without a window."""

    def __init__(self, build):
        # The file is what the start with the session is known by.
        autostart = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "autostart/org.portunus.App.desktop")
        autostart.parent.mkdir(parents=True, exist_ok=True)
        autostart.touch()
        self.process = subprocess.Popen([build / "src/app/portunus", "--background"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        waiting = subprocess.run(["gdbus", "wait", "--session", "--timeout", "60", "org.portunus.App"],
                                 stdout=subprocess.DEVNULL, check=False)
        if waiting.returncode != 0:
            self.close()
            raise programs.Failure("there is no application without a window")

    def close(self):
        self.process.terminate()
        self.process.wait()


class Window(Watched):
    """A program on the display of this process, from its start until it is told to end."""

    def __init__(self, build, program, *arguments):
        self.helper = subprocess.Popen([build / "tests/bench/bench-window", program, *arguments],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       text=True)
        shown = json.loads(self.helper.stdout.readline() or "{}")
        if shown.get("ms", -1) < 0:
            self.close()
            raise programs.Failure(f"{pathlib.Path(program).name} showed no window")
        self.pid, self.ms = shown["pid"], shown["ms"]

    def close(self):
        self.helper.stdin.close()
        self.helper.wait()


def time_starts(build, runs):
    """Ours and the editor in turn, after one of each that fills the caches."""
    times = {}
    for i in range(runs + 1):
        for name, program in [("ours", build / "src/app/portunus"), ("editor", EDITOR)]:
            window = Window(build, program)
            window.close()
            if i > 0:
                times.setdefault(name, []).append(window.ms)
    return times


def watch_idle(build, seconds):
    """An empty window of the same toolkit, ours, ours with a link that waits, and ours without a window, in turn."""
    figures = {}
    shared = pathlib.Path(os.environ["HOME"], "shared.txt")
    shared.write_text("text", encoding="ascii")
    for name, start in [("empty", lambda: Window(build, build / "tests/bench/bench-empty")),
                        ("ours", lambda: Window(build, build / "src/app/portunus")),
                        ("link", lambda: Window(build, build / "src/app/portunus", shared)),
                        ("background", lambda: Background(build))]:
        watched = start()
        try:
            time.sleep(SETTLE_S)
            figures[name] = {"wake_ups_per_s": watched.count_wake_ups(seconds), "pss_mib": watched.measure_pss_mib()}
        finally:
            watched.close()
    return figures


def run(build, what, number):
    """Runs one of the measurements with a display, a home and a session bus of its own."""
    environment = dict(os.environ, GSETTINGS_BACKEND="memory", PORTUNUS_SECRET_STORE="memory", LC_ALL="C.UTF-8",
                       GSETTINGS_SCHEMA_DIR=str(build / "tests/schemas"))
    command = [HERE.parent / "lib/with-display", sys.executable, HERE / "in_session.py", build, what, str(number)]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=1800, check=False)
    # What the bus started may hold on to its folder, so the status says nothing.
    if not done.stdout.strip():
        raise programs.Failure(done.stderr.strip()[-300:])
    return json.loads(done.stdout)
