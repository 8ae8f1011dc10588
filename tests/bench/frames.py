# frames.py: how long a transfer at full speed holds up the window that shows it, and what stays of it afterwards
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pathlib
import struct
import subprocess
import time

import programs
import windows

TURN = struct.Struct("qiiii")
WINDOW = "/org/portunus/App/window/1"
FRAME_US = 16000
TIMEOUT_S = 600
# The page is drawn for the first time, which is none of the transfer's doing.
FIRST_LOOK_S = 0.5
# When nothing is left to do for a transfer that is over, and how long to look whether that is so.
AFTERWARDS_S = 10
WATCHED_S = 20
MIB = 1024 * 1024


def call(method, *arguments):
    """Asks something of the window's actions."""
    done = subprocess.run(["gdbus", "call", "--session", "--dest", "org.portunus.App", "--object-path", WINDOW,
                           "--method", f"org.gtk.Actions.{method}", *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise programs.Failure(done.stderr.strip()[-300:])
    return done.stdout


def activate(action, parameter=None):
    call("Activate", action, "[]" if parameter is None else f"[<'{parameter}'>]", "{}")


def await_action(action):
    until = time.monotonic() + TIMEOUT_S
    while not call("Describe", action).startswith("((true,"):
        if time.monotonic() > until:
            raise programs.Failure(f"{action} was never to be had")
        time.sleep(0.2)


class Record:
    """The turns of the main loop that bench-frames.c noted."""

    def __init__(self, path):
        self.path = path

    def read(self, since_us, until_us):
        turns = []
        with open(self.path, "rb") as file:
            while piece := file.read(TURN.size):
                end_us, wall_us, cpu_us, queue_us, _ = TURN.unpack(piece)
                if end_us == 0 or end_us - wall_us > until_us:
                    break
                if end_us >= since_us:
                    turns.append((wall_us, cpu_us, wall_us - queue_us))
        return turns


def sum_up(turns, column):
    figures = sorted(turn[column] for turn in turns)
    return {"longest_ms": figures[-1] / 1000, "p99_ms": figures[len(figures) * 99 // 100] / 1000,
            "n_over": sum(figure > FRAME_US for figure in figures)}


def receive(window, link):
    """Takes what is offered there, and watches; gives when that began and ended, and what stays of it."""
    time.sleep(windows.SETTLE_S)
    activate("receive", link)
    await_action("accept")
    activate("accept")
    activate("view", "transfers")
    time.sleep(FIRST_LOOK_S)
    began_us = time.monotonic_ns() // 1000
    await_action("receive-another")
    ended_us = time.monotonic_ns() // 1000
    time.sleep(AFTERWARDS_S)
    return began_us, ended_us, window.count_wake_ups(WATCHED_S)


def watch_transfer(build, home, source, lane):
    """One transfer into a window; a turn is what lies between two waits of its main loop."""
    record, sender_home = Record(home / f"frames-{lane}"), home / f"sender-{lane}"
    sender_home.mkdir()
    sender = programs.Program(build / "src/cli/portunus-cli", sender_home,
                              ["send", "--json", "--once", "--lane", lane, source])
    try:
        window = windows.Window(build, "env", f"LD_PRELOAD={build}/tests/bench/libbench-frames.so",
                                f"PORTUNUS_BENCH_FRAMES={record.path}", build / "src/app/portunus")
        try:
            began_us, ended_us, wake_ups = receive(window, sender.wait_for("link")["url"])
        finally:
            window.close()
        sender.finish()
    finally:
        sender.stop()
    turns = record.read(began_us, ended_us)
    return {"seconds": (ended_us - began_us) / 1e6, "n_turns": len(turns), "wake_ups_per_s": wake_ups,
            **{name: sum_up(turns, column) for column, name in enumerate(["wall", "cpu", "held"])}}


def watch_transfers(build, n_mib):
    home = pathlib.Path(os.environ["HOME"])
    source = home / "random.bin"
    with open(source, "wb") as file:
        for _ in range(n_mib):
            file.write(os.urandom(MIB))
    return {lane: watch_transfer(build, home, source, lane) for lane in ("rtc", "tcp")}
