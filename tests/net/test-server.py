#!/usr/bin/env python3
# test-server.py: two machines that meet on the room server of a third
# SPDX-License-Identifier: GPL-3.0-or-later
import functools

from lab import Pair, Server, case

from harness import check, digest, equal, main, note, wait_until

SMALL = 2_000_000
GUESSERS = 20


def with_server(function):
    @functools.wraps(function)
    def run(world, lab):
        pair = Pair(world, lab, world.large_file("large.bin", SMALL))
        machine = lab.machine("s")
        function(pair, Server(world, machine), machine)

    return case(run)


@with_server
def room_by_its_link(pair, server, machine):
    pair.send("--room", server.link)
    equal(pair.sender.wait_event("link")["url"], server.link, "link")
    pair.receive(server.link)
    pair.expect_delivery()


@with_server
def receiver_waits_for_the_sender(pair, server, machine):
    pair.receive(server.link)
    pair.send("--room", server.link)
    pair.expect_delivery()


@with_server
def code_on_the_server(pair, server, machine):
    pair.send("--server", server.url)
    link = pair.sender.wait_event("link")
    check(link["url"].startswith(server.url), link["url"])
    pair.receive("--server", server.url, link["code"])
    pair.expect_delivery()


@with_server
def link_of_a_room_made_on_the_server(pair, server, machine):
    pair.send("--server", server.url)
    pair.receive(pair.sender.wait_event("link")["url"])
    pair.expect_delivery()


@with_server
def server_dies_in_the_middle(pair, server, machine):
    pair.source = pair.world.large_file("large.bin", 40_000_000)
    pair.there.limit_rate(80)
    pair.send("--server", server.url)
    pair.receive(pair.sender.wait_event("link")["url"])
    pair.receiver.wait_progress(1)
    server.process.kill()
    pair.expect_delivery()
    equal([line for line in pair.receiver.all("state") if line["state"] == "reconnecting"], [], "interruptions")


@with_server
def cable_of_a_code_receiver_out(pair, server, machine):
    # Others close the code in the meantime, which is none of the receiver's business.
    pair.source = pair.world.large_file("large.bin", 60_000_000)
    pair.there.limit_rate(80)
    pair.send("--server", server.url)
    code = pair.sender.wait_event("link")["code"]
    pair.receive("--server", server.url, code)
    pair.receiver.wait_progress(4_000_000)
    # Or it may be through before they are.
    pair.there.limit_rate(2)
    with machine.inside():
        for number in range(3):
            pair.world.receive("--output", pair.world.folder("guess"), "--server", server.url,
                               f"{code.split('-')[0]}-zebra-zebra", name=f"guess-{number}")
    pair.sender.wait_event("wrong-code", left=0)
    pair.there.limit_rate(80)
    for machine in (pair.here, pair.there):
        machine.pull_cable()
    pair.receiver.wait_event("state", 30, state="reconnecting")
    for machine in (pair.there, pair.here):
        machine.plug_cable()
    pair.expect_delivery()


@with_server
def three_wrong_codes(pair, server, machine):
    pair.send("--server", server.url)
    link = pair.sender.wait_event("link")
    number = link["code"].split("-")[0]
    for left in (2, 1, 0):
        guess = pair.receive("--server", server.url, f"{number}-zebra-zebra", name=f"guess-{left}")
        guess.expect(4)
        pair.sender.wait_event("wrong-code", left=left)
    late = pair.receive("--server", server.url, link["code"], name="late")
    late.expect(4)
    pair.receive(link["url"])
    pair.expect_delivery()


@with_server
def twenty_guessers_at_once(pair, server, machine):
    pair.send("--server", server.url)
    link = pair.sender.wait_event("link")
    number = link["code"].split("-")[0]
    guessers = [pair.receive("--server", server.url, f"{number}-zebra-zebra", name=f"guess-{i}")
                for i in range(GUESSERS)]
    statuses = [guesser.wait() for guesser in guessers]
    wait_until(lambda: pair.sender.all("wrong-code"), "a wrong code")
    wait_until(lambda: pair.sender.last("wrong-code")["left"] == 0, "the end of the code")
    note(f"exit statuses {sorted(statuses)}")
    equal([line["left"] for line in pair.sender.all("wrong-code")], [2, 1, 0], "tries left")
    check(set(statuses) <= {4, 5}, f"exit statuses {statuses}")
    late = pair.receive("--server", server.url, link["code"], name="late")
    check(late.wait() in (4, 5), f"exit status {late.process.returncode} with the right code")
    check(pair.sender.process.poll() is None, "the sender gave up")
    pair.receive(link["url"])
    pair.expect_delivery()
    equal(digest(pair.into / pair.source.name), digest(pair.source), "content")


if __name__ == "__main__":
    main(workers=3)
