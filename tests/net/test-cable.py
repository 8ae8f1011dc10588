#!/usr/bin/env python3
# test-cable.py: transfers between two machines whose network has its moods
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess
import time

from lab import Pair, begun_at, case, crossed, harness, largest_gap

from harness import check, describe_tree, equal, main, note, wait_until

SIZE = 60_000_000
# What may be sent twice: data that was on its way, and what the journal had not noted yet.
TOLERANCE = 24_000_000


def large(world, size=SIZE):
    return world.large_file("large.bin", size)


def check_little_again(process, size=SIZE):
    n_bytes = crossed(process)
    note(f"{n_bytes / 1e6:.1f} MB crossed for {size / 1e6:.1f} MB; longest pause {largest_gap(process):.1f} s; states "
         + " ".join(line["state"] for line in process.all("state")))
    check(n_bytes <= size + TOLERANCE, f"{n_bytes} bytes crossed for {size}")


# The longest case is first, since the others run beside it.
@case
def receiver_of_an_old_link_gives_up_by_name(world, lab):
    pair = Pair(world, lab, large(world), mbit=80)
    pair.forget_v6()
    pair.begin()
    pair.receiver.wait_progress(SIZE // 4)
    pair.here.change_address(61)
    pair.receiver.expect(5, 150)
    equal(pair.receiver.last("error")["code"], "no-connection", "code")


@case
def file_between_two_machines(world, lab):
    pair = Pair(world, lab, large(world))
    pair.begin()
    pair.expect_delivery()
    equal(pair.receiver.last("lane")["path"], "LAN", "path")


@case
def folder_with_odd_names(world, lab):
    root = world.folder("out/größe 日本 🙂")
    for name in ("leading -dash", "-rf", "new\nline", "quote'\"", "trailing dot.", "a\\b", "ünïcode", "%s%n", " space "):
        (root / name).write_bytes(os.urandom(5000))
    (root / "deep" / "er").mkdir(parents=True)
    (root / "deep" / "er" / ("x" * 200)).write_text("x")
    (root / "empty").mkdir()
    pair = Pair(world, lab, root)
    pair.send()
    pair.receive(pair.sender.wait_event("link")["url"])
    pair.receiver.expect(0)
    pair.sender.expect(0)
    sent, got = describe_tree(root), describe_tree(pair.into / root.name)
    equal(sorted(entry[-1] for entry in got.values() if entry[0] == "file"),
          sorted(entry[-1] for entry in sent.values() if entry[0] == "file"), "contents")
    equal(len(got), len(sent), "entries")
    changed = sorted(set(sent) - set(got))
    equal(changed, [" space ", "a\\b", "new\nline", "quote'\"", "trailing dot."], "names that had to be changed")


def pull_for(pair, machine, seconds):
    pair.receiver.wait_progress(SIZE // 4)
    machine.pull_cable()
    time.sleep(seconds)
    machine.plug_cable()
    plugged = time.monotonic()
    n_bytes = pair.receiver.last("progress")["bytes"]
    pair.receiver.wait_progress(n_bytes + 2_000_000)
    return time.monotonic() - plugged


@case
def cable_out_for_three_seconds(world, lab):
    pair = Pair(world, lab, large(world), mbit=80)
    pair.begin()
    took = pull_for(pair, pair.there, 3)
    note(f"went on {took:.1f} s after the cable was back")
    check(took < 15, f"it went on only after {took:.1f} s")
    pair.expect_delivery()
    check_little_again(pair.receiver)


@case
def cable_out_for_twenty_five_seconds(world, lab):
    pair = Pair(world, lab, large(world), mbit=80)
    pair.begin()
    took = pull_for(pair, pair.here, 25)
    note(f"went on {took:.1f} s after the cable was back")
    check(took < 15, f"it went on only after {took:.1f} s")
    pair.receiver.wait_event("state", state="reconnecting")
    pair.sender.wait_event("state", state="reconnecting")
    pair.expect_delivery()
    check_little_again(pair.receiver)


@case
def only_other_address_goes(world, lab):
    pair = Pair(world, lab, large(world), mbit=80)
    pair.begin()
    pair.receiver.wait_progress(SIZE // 4)
    pair.there.change_address(51)
    pair.expect_delivery()
    check_little_again(pair.receiver)


@case
def address_of_the_receiver_changes(world, lab):
    pair = Pair(world, lab, large(world), mbit=80)
    pair.forget_v6()
    pair.begin()
    pair.receiver.wait_progress(SIZE // 4)
    n_bytes = pair.receiver.last("progress")["bytes"]
    pair.there.change_address(50)
    before = time.monotonic()
    pair.receiver.wait_event("state", state="reconnecting")
    pair.receiver.wait_progress(n_bytes + 6_000_000)
    took = time.monotonic() - before
    note(f"went on after {took:.1f} s")
    check(took < 12, f"it took {took:.1f} s")
    pair.expect_delivery()
    check_little_again(pair.receiver)


@case
def address_of_the_sender_changes(world, lab):
    pair = Pair(world, lab, large(world), mbit=80)
    pair.forget_v6()
    pair.begin()
    pair.receiver.wait_progress(SIZE // 4)
    old, link = pair.receiver, pair.sender.last("link")["url"]
    pair.here.change_address(60)
    before = time.monotonic()
    wait_until(lambda: pair.sender.last("link")["url"] != link, "a new link", 10)
    note(f"new link after {time.monotonic() - before:.1f} s")
    changed = pair.sender.last("link")["url"]
    check("10.77.0.60" in changed, changed)
    old.wait_event("state", state="reconnecting")
    old.signal(2)
    old.expect(130)
    n_before = old.last("progress")["bytes"]
    pair.receive(changed)
    pair.expect_delivery()
    first = begun_at(pair.receiver)
    check(first >= n_before - TOLERANCE, f"began again at {first} of {n_before} bytes")


@case
def five_of_a_hundred_packets_lost(world, lab):
    pair = Pair(world, lab, large(world, 10_000_000))
    pair.there.lose_packets(0.05)
    pair.here.lose_packets(0.05)
    pair.begin()
    pair.receiver.expect(0, 240)
    took_ms = pair.receiver.last("verified")["time_ms"] - pair.receiver.last("accepted")["time_ms"]
    note(f"10 MB in {took_ms / 1000:.1f} s")
    pair.sender.expect(0)
    pair.check_arrived()


def rate_before(lines, seconds):
    """How fast it was at last, in bytes per second."""
    end = lines[-1]
    begin = next(line for line in reversed(lines) if line["time_ms"] <= end["time_ms"] - seconds * 1000)
    return (end["bytes"] - begin["bytes"]) / (end["time_ms"] - begin["time_ms"]) * 1000


@case
def fifty_megabit_with_a_bar(world, lab):
    pair = Pair(world, lab, large(world, 30_000_000), mbit=50)
    pair.send()
    terminal = world.terminal()
    with pair.there.inside():
        receiver = subprocess.Popen(
            [harness.CLI, "receive", "--yes", "--output", pair.into, pair.sender.wait_event("link")["url"]],
            env=pair.sender.environment({"XDG_DATA_HOME": str(world.folder("home-receiver"))}), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=terminal.slave, stderr=terminal.slave)
    try:
        terminal.wait_text(b"LAN")
        terminal.wait_text(b"MB/s")
        terminal.wait_text(b"Received and verified")
        receiver.wait(10)
        equal(receiver.returncode, 0, "exit status")
    finally:
        receiver.kill()
    pair.sender.expect(0)
    pair.check_arrived()
    lines = [line for line in pair.sender.all("progress") if 0 < line["bytes"] < 30_000_000]
    actual = rate_before(lines, seconds=3)
    note(f"{lines[-1]['rate'] / 1e6:.1f} MB/s shown, {actual / 1e6:.1f} MB/s measured")
    check(actual < 6_600_000, f"{actual:.0f} bytes per second")
    # A busy machine may be slower than the network, but has to say so.
    check(0.7 * actual < lines[-1]["rate"] < 1.4 * actual, f"{lines[-1]['rate']} shown for {actual:.0f}")


if __name__ == "__main__":
    main(workers=3)
