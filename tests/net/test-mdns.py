#!/usr/bin/env python3
# test-mdns.py: machines that know each other's hidden names by multicast DNS
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess
import time
import uuid

from lab import case

from harness import check, equal, main, note, wait_until

RESOLVE = os.environ.get("PORTUNUS_RESOLVE", "resolve")
PATIENT = 15

CONFIGURATION = """[server]
host-name={host}
use-ipv6=no
enable-dbus=no
allow-interfaces=cable
[publish]
publish-addresses=no
publish-hinfo=no
publish-workstation=no
"""

# Each machine has a /run of its own, where the daemon is found; whatever it started ends with it.
BOOT = """set -e
mount -t tmpfs tmpfs /run
mkdir /run/avahi-daemon
mount --bind "$0/avahi" /etc/avahi
mount --bind "$0/nsswitch.conf" /etc/nsswitch.conf
exec "$@"
"""
WITH_DAEMON = """avahi-daemon --no-rlimits --no-drop-root --no-chroot -f /etc/avahi/avahi.conf >"$0" 2>&1 &
for i in $(seq 200); do grep -q "startup complete" "$0" && break; sleep 0.05; done
exec "$@"
"""


class Speaker:
    """A machine with an mDNS daemon."""

    def __init__(self, world, machine, names):
        self.machine = machine
        self.folder = world.folder(f"machine-{machine.address}")
        self.log = self.folder / "log"
        (self.folder / "avahi").mkdir()
        (self.folder / "avahi" / "avahi.conf").write_text(CONFIGURATION.format(host=f"host-{uuid.uuid4().hex[:8]}"))
        (self.folder / "avahi" / "hosts").write_text("".join(f"{machine.address} {name}\n" for name in names))
        (self.folder / "nsswitch.conf").write_text("hosts: files mdns4_minimal [NOTFOUND=return]\n")

    def start(self, *command, has_daemon=True):
        daemon = ("sh", "-c", WITH_DAEMON, self.log) if has_daemon else ()
        with self.machine.inside():
            return subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", BOOT, self.folder,
                 *daemon, *command],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def resolve(self, name, **options):
        process = self.start(RESOLVE, f"candidate:1 1 udp 2113937151 {name} 54321 typ host", **options)
        before = time.monotonic()
        out, err = process.communicate(timeout=PATIENT + 15)
        took = time.monotonic() - before
        note(f"{took:.1f} s: {(out or err).strip()}")
        check(took < PATIENT, f"it took {took:.1f} s")
        return process.returncode, out


def announce(world, lab):
    """A machine that announces a hidden name, and one that listens."""
    name = f"{uuid.uuid4()}.local"
    speaker = Speaker(world, lab.machine("b"), [name])
    process = speaker.start("sleep", "infinity")
    world.closers.append(lambda: (process.kill(), process.communicate()))
    wait_until(lambda: speaker.log.exists() and "startup complete" in speaker.log.read_text(), "the mDNS daemon")
    return name, speaker, Speaker(world, lab.machine("a"), [])


@case
def name_of_another_machine(world, lab):
    name, speaker, listener = announce(world, lab)
    equal(listener.resolve(name),
          (0, f"candidate:1 1 udp 2113937151 {speaker.machine.address} 54321 typ host\n"), "candidate")


@case
def name_of_nobody(world, lab):
    listener = announce(world, lab)[-1]
    equal(listener.resolve(f"{uuid.uuid4()}.local"), (1, ""), "candidate")


@case
def machine_without_a_daemon(world, lab):
    name, _, listener = announce(world, lab)
    equal(listener.resolve(name, has_daemon=False), (1, ""), "candidate")


if __name__ == "__main__":
    main(workers=3)
