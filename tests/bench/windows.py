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


class Window:
    """A program on the display of this process, from its start until it is told to end."""

    def __init__(self, build, program):
        self.helper = subprocess.Popen([build / "tests/bench/bench-window", program], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        shown = json.loads(self.helper.stdout.readline() or "{}")
        if shown.get("ms", -1) < 0:
            self.close()
            raise programs.Failure(f"{pathlib.Path(program).name} showed no window")
        self.pid, self.ms = shown["pid"], shown["ms"]

    def close(self):
        self.helper.stdin.close()
        self.helper.wait()

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
    """Ours and an empty window of the same toolkit, one after the other."""
    figures = {}
    for name, program in [("empty", build / "tests/bench/bench-empty"), ("ours", build / "src/app/portunus")]:
        window = Window(build, program)
        try:
            time.sleep(SETTLE_S)
            figures[name] = {"wake_ups_per_s": window.count_wake_ups(seconds), "pss_mib": window.measure_pss_mib()}
        finally:
            window.close()
    return figures


def run(build, what, number):
    """Runs one of these with a display, a home and a session bus of its own."""
    environment = dict(os.environ, GSETTINGS_BACKEND="memory", PORTUNUS_SECRET_STORE="memory", LC_ALL="C.UTF-8",
                       GSETTINGS_SCHEMA_DIR=str(build / "tests/schemas"))
    command = [HERE.parent / "lib/with-display", sys.executable, __file__, build, what, str(number)]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=1800, check=False)
    # What the bus started may hold on to its folder, so the status says nothing.
    if not done.stdout.strip():
        raise programs.Failure(done.stderr.strip()[-300:])
    return json.loads(done.stdout)


def main():
    build, what, number = sys.argv[1:]
    measure = {"starts": time_starts, "idle": watch_idle}[what]
    print(json.dumps(measure(pathlib.Path(build), int(number))))


if __name__ == "__main__":
    main()
