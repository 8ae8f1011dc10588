#!/usr/bin/env python3
# test-windows.py: two windows on two machines with mDNS daemons find each other, send, and go on after what happens
# SPDX-License-Identifier: GPL-3.0-or-later
import time

from lab import case
from windows import check_arrived, make_folder, make_pair, send_folder

from harness import check, main, note, wait_until

LOST = "Connection lost. Trying again, nothing that arrived is lost…"
N_FIRST = 30_000_000

def receive_most(there):
    wait_until(lambda: there.count_bytes() > N_FIRST, "most of it")
    # What is left takes long enough for whatever happens next to happen in the middle.
    there.machine.limit_rate(10)


def check_little_again(there, n_first):
    note(f"{there.count_crossed() / 1e6:.1f} MB came in")
    check(there.count_crossed() < n_first + 37_000_000, f"it began again: {there.count_crossed()} bytes")


@case
def folder_over_a_power_cut(world, lab):
    here, there = make_pair(world, [lab.machine(f"m{number}") for number in range(2)])
    folder = make_folder(world)
    send_folder(here, there, folder)
    receive_most(there)
    there("kill")
    here("label", LOST)
    there("start-quiet")
    # Nobody is asked again: Desk is known by its key, and what it offers is the same.
    there("notification", "Received from Desk")
    here("label", "Delivered")
    check_arrived(there, folder)
    check_little_again(there, N_FIRST)


@case
def folder_over_a_night(world, lab):
    """The lid is closed, and opened again in another place."""
    here, there = make_pair(world, [lab.machine(f"m{number}") for number in range(2)])
    folder = make_folder(world)
    send_folder(here, there, folder)
    receive_most(there)
    there("sleep")
    there.machine.pull_cable()
    here("label", LOST)
    there.machine.change_address(50)
    there.machine.plug_cable()
    there("wake")
    woken = time.monotonic()
    there("notification", "Received from Desk")
    here("label", "Delivered")
    note(f"all was there {time.monotonic() - woken:.1f} s after it woke up")
    check_arrived(there, folder)
    check_little_again(there, N_FIRST)


if __name__ == "__main__":
    main(workers=2)
