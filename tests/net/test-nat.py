#!/usr/bin/env python3
# test-nat.py: a home behind one router sends to a home behind another
# SPDX-License-Identifier: GPL-3.0-or-later
import functools
import signal
import time
import urllib.parse

from homes import PASSWORD, STUN_SERVER, TURN_SERVER, TURN_TCP_SERVER, HomePair
from lab import begun_at, case, crossed

from harness import check, equal, main, note

SMALL = 2_000_000
LARGE = 40_000_000
HUGE = 120_000_000
GIVES_UP = 45
# The deadline of a lane, which nobody has to wait for.
SOON = 28


def with_homes(n_bytes=SMALL, **options):
    def decorate(function):
        @functools.wraps(function)
        def run(world, lab):
            function(HomePair(world, lab, world.large_file("large.bin", n_bytes), **options))

        return case(run)

    return decorate


def expect_path(pair, path, *arguments):
    pair.meet(*arguments)
    pair.expect_delivery()
    for process in (pair.receiver, pair.sender):
        equal(process.last("lane")["path"], path, f"path of the {process.name}")
    waited_ms = pair.receiver.all("lane")[0]["time_ms"] - pair.receiver.all("peer")[0]["time_ms"]
    took_ms = pair.receiver.last("verified")["time_ms"] - pair.receiver.last("accepted")["time_ms"]
    note(f"connected in {waited_ms / 1000:.1f} s, {SMALL / 1e6:.0f} MB in {took_ms / 1000:.1f} s")


def expect_no_way(pair):
    before = time.monotonic()
    pair.meet("--once", "--lane", "rtc")
    errors = []
    for process in (pair.receiver, pair.sender):
        process.expect(5, GIVES_UP)
        errors.append(process.last("error"))
        note(f"the {process.name} says {errors[-1]['code']}: {errors[-1]['message']}")
        equal(errors[-1]["code"], "no-connection", f"code of the {process.name}")
    # Whose time is up first tells the other.
    check(any("TURN server" in error["message"] for error in errors), "no advice")
    took_s = time.monotonic() - before
    note(f"gave up after {took_s:.1f} s")
    # ICE itself knows after some seconds.
    check(took_s < SOON, f"gave up after {took_s:.1f} s")


def check_secrecy(pair):
    """What was said, logged and written holds no password, in none of its spellings."""
    spellings = [spelling.encode() for spelling in (PASSWORD, urllib.parse.quote(PASSWORD, safe=""))]
    for process in pair.world.processes:
        for spelling in spellings:
            check(spelling not in process.out + process.err, f"the {process.name} tells the password")
        for path in process.home.rglob("*"):
            check(not path.is_file() or not any(spelling in path.read_bytes() for spelling in spellings),
                  f"{path.name} holds the password")


@case
def password_of_a_relay(world, lab):
    passphrase = world.file("passphrase", b"correct horse battery staple\n")
    stores = {"memory": {}, "file": {"PORTUNUS_SECRET_STORE": "file", "PORTUNUS_PASSPHRASE_FILE": str(passphrase)}}

    def keep(server, store="file", password=PASSWORD.encode() + b"\n"):
        return world.run("keeper", "turn-password", "--json", server, stdin=password, environment=stores[store])

    for server in ("turn.example.org", "turn://turn.example.org", "turn://@turn.example.org", "turn://me@",
                   "turn://me:secret@turn.example.org", "stun://me@turn.example.org"):
        keep(server).expect(2)
    keep(TURN_SERVER, password=b"\n").expect(2)
    lost = keep(TURN_SERVER, store="memory")
    lost.expect(1)
    equal(lost.last("error")["code"], "secret-store", "code")
    kept = keep(TURN_SERVER)
    kept.expect(0)
    check("turn-servers" in kept.last("notice")["message"], "nothing said of the setting")


@with_homes()
def direct_with_the_help_of_stun(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER])
    expect_path(pair, "direct")


@with_homes(is_symmetric=True)
def relay_between_symmetric_routers(pair):
    pair.start_turn()
    pair.environment["G_MESSAGES_DEBUG"] = "all"
    pair.set_up_both(stun=[STUN_SERVER], turn=[TURN_SERVER])
    expect_path(pair, "TURN", "--lane", "rtc")
    check_secrecy(pair)
    # A packet that comes twice is logged twice.
    check(pair.turn.count("lifetime=0") >= pair.turn.count("ALLOCATE processed, success"), "relays are not given back")


@with_homes(is_symmetric=True)
def relay_of_one_side_is_enough(pair):
    pair.start_turn()
    pair.set_up("sender", turn=[TURN_SERVER])
    # Without STUN the relay would not know from which public address the receiver comes.
    pair.set_up("receiver", stun=[STUN_SERVER])
    expect_path(pair, "TURN", "--lane", "rtc")


@with_homes(is_symmetric=True)
def relay_over_tcp_where_udp_is_dropped(pair):
    pair.start_turn()
    pair.homes.drop_udp()
    pair.set_up_both(stun=[STUN_SERVER], turn=[TURN_SERVER, TURN_TCP_SERVER])
    expect_path(pair, "TURN", "--lane", "rtc")


@with_homes(is_symmetric=True)
def no_way_between_symmetric_routers(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER])
    expect_no_way(pair)


@with_homes(is_symmetric=True)
def the_room_server_relays_between_symmetric_routers(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER])
    expect_path(pair, "relay")


@with_homes()
def the_room_server_relays_without_any_help(pair):
    pair.homes.drop_udp()
    expect_path(pair, "relay")


@with_homes(n_bytes=HUGE)
def the_room_server_takes_over_when_udp_is_blocked(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER])
    # A busy machine may begin at the relay: slowly enough for the direct way to come about before the end.
    pair.homes.limit_rate(12)
    pair.meet()
    pair.receiver.wait_event("lane", 75, path="direct")
    pair.homes.limit_rate(60)
    pair.receiver.wait_progress(HUGE // 4)
    pair.homes.drop_udp()
    before = time.monotonic()
    pair.receiver.wait_event("state", 30, state="reconnecting")
    note(f"noticed after {time.monotonic() - before:.1f} s")
    pair.expect_delivery()
    note(f"delivered after {time.monotonic() - before:.1f} s")
    equal(pair.receiver.last("lane")["path"], "relay", "path at last")
    check(begun_at(pair.receiver) >= HUGE // 4, "what was there came again")


@with_homes(n_bytes=HUGE)
def a_transfer_leaves_the_relay_when_udp_passes(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER])
    pair.homes.drop_udp()
    pair.homes.limit_rate(12)
    pair.meet()
    pair.receiver.wait_progress(1)
    equal(pair.receiver.last("lane")["path"], "relay", "path at first")
    pair.homes.pass_udp()
    before = time.monotonic()
    for process in (pair.receiver, pair.sender):
        process.wait_event("lane", 75, path="direct")
    note(f"direct after {time.monotonic() - before:.1f} s")
    check(pair.receiver.last("progress")["bytes"] < HUGE, "it was delivered before")
    pair.homes.limit_rate(200)
    pair.expect_delivery()
    for process in (pair.receiver, pair.sender):
        check(not any(line["state"] == "reconnecting" for line in process.all("state")), "it was interrupted")
    check(crossed(pair.receiver) <= HUGE, "something came again")


@with_homes(is_symmetric=True)
def no_way_with_a_wrong_password(pair):
    pair.start_turn(password="another")
    pair.environment["G_MESSAGES_DEBUG"] = "all"
    pair.set_up_both(stun=[STUN_SERVER], turn=[TURN_SERVER])
    expect_no_way(pair)
    check_secrecy(pair)


@with_homes(n_bytes=LARGE, is_symmetric=True)
def relay_dies_and_comes_back(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER], turn=[TURN_SERVER])
    pair.homes.limit_rate(60)
    pair.meet()
    pair.receiver.wait_progress(LARGE // 4)
    pair.turn.close()
    pair.turn.start()
    before = time.monotonic()
    pair.receiver.wait_event("state", state="reconnecting")
    note(f"noticed after {time.monotonic() - before:.1f} s")
    pair.expect_delivery()
    note(f"delivered after {time.monotonic() - before:.1f} s")


@with_homes(n_bytes=LARGE, is_symmetric=True)
def relay_is_gone_at_the_end(pair):
    pair.start_turn()
    pair.set_up_both(stun=[STUN_SERVER], turn=[TURN_SERVER])
    pair.homes.limit_rate(60)
    pair.meet()
    pair.receiver.wait_progress(LARGE // 8)
    pair.turn.close()
    for process in (pair.receiver, pair.sender):
        process.signal(signal.SIGINT)
        process.expect(130, 5)


if __name__ == "__main__":
    main(workers=4)
