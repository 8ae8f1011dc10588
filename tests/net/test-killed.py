#!/usr/bin/env python3
# test-killed.py: processes on two machines that die, are stopped, or are refused
# SPDX-License-Identifier: GPL-3.0-or-later
import random
import signal
import time

from lab import Pair, begun_at, case

from harness import check, equal, main, note, wait_until

SIZE = 300_000_000
TOLERANCE = 24_000_000
KILLS = 10
LIMIT = 5


@case
def ten_kills_over_one_transfer(world, lab):
    pair = Pair(world, lab, world.large_file("large.bin", SIZE), mbit=400)
    attempts, n_before, again = [], 0, 0
    pair.send()
    pair.receive(pair.sender.wait_event("link")["url"])
    for _ in range(KILLS):
        at = pair.receiver.wait_progress(n_before + 1)
        again += max(0, n_before - begun_at(pair.receiver))
        pair.receiver.wait_progress(at + random.randrange(3_000_000, SIZE // KILLS))
        victim = random.choice((pair.sender, pair.receiver))
        victim.signal(signal.SIGKILL)
        victim.wait()
        survivor = pair.sender if victim is pair.receiver else pair.receiver
        survivor.wait_event("state", 20, state="reconnecting")
        n_before = pair.receiver.last("progress")["bytes"]
        attempts.append((victim.name, n_before // 1_000_000))
        if victim is pair.sender:
            pair.receiver.signal(signal.SIGINT)
            pair.receiver.expect(130)
            pair.send()
        pair.receive(pair.sender.wait_event("link")["url"])
    pair.expect_delivery()
    again += max(0, n_before - begun_at(pair.receiver))
    note(f"{again / 1e6:.1f} MB were sent again in {KILLS} attempts; victim and MB it had: {attempts}")
    check(again <= KILLS * TOLERANCE, f"{again} bytes were sent again")


def begin_slow(world, lab):
    pair = Pair(world, lab, world.large_file("large.bin", 60_000_000), mbit=100)
    pair.begin()
    return pair


def seconds_until(process, **state):
    before = time.monotonic()
    process.wait_event("state", LIMIT, **state)
    return time.monotonic() - before


@case
def sender_killed(world, lab):
    pair = begin_slow(world, lab)
    pair.sender.signal(signal.SIGKILL)
    note(f"the receiver knew after {seconds_until(pair.receiver, state='reconnecting'):.1f} s")


@case
def receiver_killed(world, lab):
    pair = begin_slow(world, lab)
    pair.receiver.signal(signal.SIGKILL)
    note(f"the sender knew after {seconds_until(pair.sender, state='reconnecting'):.1f} s")


@case
def receiver_interrupted(world, lab):
    pair = begin_slow(world, lab)
    pair.receiver.signal(signal.SIGINT)
    note(f"the sender knew after {seconds_until(pair.sender, state='cancelled'):.1f} s")
    pair.receiver.expect(130, LIMIT)


@case
def sender_interrupted(world, lab):
    pair = begin_slow(world, lab)
    pair.sender.signal(signal.SIGINT)
    pair.receiver.expect(1, LIMIT)
    equal(pair.receiver.last("error")["code"], "cancelled", "code")
    pair.sender.expect(130, LIMIT)


@case
def sender_killed_before_the_answer(world, lab):
    pair = Pair(world, lab, world.file("a", b"a"))
    pair.send()
    terminal = world.terminal()
    with pair.there.inside():
        receiver = world.run("receiver", "receive", "--json", pair.sender.wait_event("link")["url"],
                             terminal=terminal.slave)
    receiver.wait_event("offer")
    pair.sender.signal(signal.SIGKILL)
    receiver.expect(5, LIMIT)
    equal(receiver.last("error")["code"], "connection-lost", "code")


@case
def declined(world, lab):
    pair = Pair(world, lab, world.file("a", b"a"))
    pair.send()
    terminal = world.terminal()
    with pair.there.inside():
        receiver = world.run("receiver", "receive", "--json", pair.sender.wait_event("link")["url"],
                             terminal=terminal.slave)
    receiver.wait_event("offer")
    terminal.wait_text(b"?")
    terminal.type(b"n\n")
    receiver.expect(3, LIMIT)
    pair.sender.expect(3, LIMIT)
    equal(pair.sender.last("error")["code"], "declined", "code")


if __name__ == "__main__":
    main(workers=2)
