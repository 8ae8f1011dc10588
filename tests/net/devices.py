# devices.py: machines with a bus and an mDNS daemon of their own
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import ctypes
import os
import socket
import subprocess
import threading

from lab import libc

from harness import wait_until

CLONE_NEWUTS = 0x04000000

AVAHI = """[server]
host-name={name}
use-ipv6=no
enable-dbus=yes
allow-interfaces=cable
[publish]
publish-hinfo=no
publish-workstation=no
"""
BUS = """<busconfig>
  <type>system</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"""

# The daemon's own files are in a /run of its own; the bus is where all programs of the machine can see it.
BOOT = """set -e
mount -t tmpfs tmpfs /run
mkdir /run/avahi-daemon
dbus-daemon --config-file="$0/bus.conf" --fork --nopidfile
exec avahi-daemon --no-rlimits --no-drop-root --no-chroot -f "$0/avahi.conf"
"""


class Device:
    """A machine with a bus, an mDNS daemon, and a name that its programs tell."""

    def __init__(self, world, machine, name):
        self.world, self.machine, self.name = world, machine, name
        self.folder = world.folder(f"machine-{machine.address}")
        self.into = world.folder(f"in-{machine.address}")
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/bus",
                            "GIO_USE_PROXY_RESOLVER": "dummy"}
        self.start_daemons()

    def start_daemons(self):
        log = self.folder / "log"
        (self.folder / "bus.conf").write_text(BUS.format(path=self.folder / "bus"))
        (self.folder / "avahi.conf").write_text(AVAHI.format(name=f"host-{self.machine.address.split('.')[-1]}"))
        with self.machine.inside(), open(log, "wb") as stream:
            process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", BOOT, self.folder],
                env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.folder}/bus"),
                stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT)
        self.world.closers.append(lambda: (process.kill(), process.wait()))
        wait_until(lambda: b"startup complete" in log.read_bytes(), "the mDNS daemon")

    @contextlib.contextmanager
    def inside(self):
        """What is started in here runs on this machine, and thinks that its host name is ours."""
        with open(f"/proc/self/task/{threading.get_native_id()}/ns/uts", "rb") as home:
            if libc.unshare(CLONE_NEWUTS) != 0:
                raise OSError(ctypes.get_errno(), "cannot make a host name")
            try:
                socket.sethostname(self.name)
                with self.machine.inside():
                    yield
            finally:
                if libc.setns(home.fileno(), CLONE_NEWUTS) != 0:
                    raise OSError(ctypes.get_errno(), "cannot go back to the host name")
