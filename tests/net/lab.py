# lab.py: machines of a little network, made of network namespaces around a switch
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import ctypes
import itertools
import os
import pathlib
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))

import harness  # noqa: E402

PREFIX = "portunus-net"
DAEMON = os.environ.get("PORTUNUSD", "portunusd")
NAMESPACES = pathlib.Path("/run/netns")
CLONE_NEWNET = 0x40000000

# Cases run beside each other.
labs = itertools.count(1)

libc = ctypes.CDLL(None, use_errno=True)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    harness.check(done.returncode == 0, f"{' '.join(command)}: {done.stdout.decode(errors='replace').strip()}")


def enter(descriptor):
    """Moves this thread, and what it starts from now on, into a network namespace."""
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "cannot enter the network namespace")


def require_namespaces():
    """Says once what is missing, instead of a failure for each case."""
    done = subprocess.run(["unshare", "--net", "--mount", "true"], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        print("Bail out! Network namespaces are needed, so root and a container that is privileged: "
              + done.stderr.strip().replace("\n", " "), flush=True)
        sys.exit(1)


class Host:
    """A network namespace, and the address of what runs there."""

    def __init__(self, namespace, address):
        self.namespace = namespace
        self.address = address

    @contextlib.contextmanager
    def inside(self):
        """What is started in here runs on this machine."""
        with open(f"/proc/self/task/{threading.get_native_id()}/ns/net", "rb") as home, \
                open(NAMESPACES / self.namespace, "rb") as there:
            enter(there.fileno())
            try:
                yield
            finally:
                enter(home.fileno())

    def command(self, *command):
        run("ip", "netns", "exec", self.namespace, *command)


class Machine(Host):
    """A host with a loopback interface and a cable that goes to the switch."""

    def __init__(self, lab, name, number):
        super().__init__(lab.add_namespace(name), f"10.77.0.{number}")
        self.switch = lab.switch
        self.port = f"port-{name}"
        run("ip", "link", "add", "name", "cable", "netns", self.namespace,
            "type", "veth", "peer", "name", self.port, "netns", self.switch)
        run("ip", "-n", self.switch, "link", "set", self.port, "master", "bridge0", "up")
        run("ip", "-n", self.namespace, "addr", "add", f"{self.address}/24", "dev", "cable")
        run("ip", "-n", self.namespace, "link", "set", "lo", "up")
        run("ip", "-n", self.namespace, "link", "set", "cable", "up")

    def forget_v6(self):
        self.command("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")

    def pull_cable(self):
        run("ip", "-n", self.switch, "link", "set", self.port, "down")

    def plug_cable(self):
        run("ip", "-n", self.switch, "link", "set", self.port, "up")

    def change_address(self, number):
        old, self.address = self.address, f"10.77.0.{number}"
        run("ip", "-n", self.namespace, "addr", "del", f"{old}/24", "dev", "cable")
        run("ip", "-n", self.namespace, "addr", "add", f"{self.address}/24", "dev", "cable")

    def limit_rate(self, mbit):
        """In both directions."""
        shape = ("tbf", "rate", f"{mbit}mbit", "burst", "64kb", "latency", "60ms")
        self.command("tc", "qdisc", "replace", "dev", "cable", "root", *shape)
        run("ip", "netns", "exec", self.switch, "tc", "qdisc", "replace", "dev", self.port, "root", *shape)

    def lose_packets(self, probability):
        for tables in ("iptables", "ip6tables"):
            self.command(tables, "-A", "INPUT", "-i", "cable", "-m", "statistic",
                         "--mode", "random", "--probability", str(probability), "-j", "DROP")


class Lab:
    """A switch and the machines that are plugged into it; gone when closed."""

    def __init__(self):
        self.namespaces = []
        self.machines = 0
        self.number = next(labs)
        self.remove_stale()
        self.switch = self.add_namespace("switch")
        run("ip", "-n", self.switch, "link", "add", "name", "bridge0", "type", "bridge")
        run("ip", "-n", self.switch, "link", "set", "bridge0", "up")

    @staticmethod
    def remove_stale():
        """What a run that was killed left behind."""
        for path in NAMESPACES.glob(f"{PREFIX}-*") if NAMESPACES.exists() else []:
            if not os.path.exists(f"/proc/{path.name.removeprefix(PREFIX).split('-')[1]}"):
                subprocess.run(["ip", "netns", "del", path.name], stderr=subprocess.DEVNULL, check=False)

    def add_namespace(self, name):
        namespace = f"{PREFIX}-{os.getpid()}-{self.number}-{name}"
        run("ip", "netns", "add", namespace)
        self.namespaces.append(namespace)
        return namespace

    def machine(self, name):
        self.machines += 1
        return Machine(self, name, self.machines)

    def close(self):
        for namespace in reversed(self.namespaces):
            subprocess.run(["ip", "netns", "del", namespace], check=False)


def case(function):
    """A test case that gets a world and a network of its own."""
    def with_lab(world):
        lab = Lab()
        world.closers.append(lab.close)
        function(world, lab)

    with_lab.__name__ = function.__name__
    harness.case(with_lab)
    return function


class Pair:
    """A sender on one machine, a receiver on another, and a file between them."""

    def __init__(self, world, lab, source, mbit=None):
        self.world, self.source = world, source
        self.here, self.there = lab.machine("a"), lab.machine("b")
        self.into = world.folder("in")
        passphrase = world.file("passphrase", b"correct horse battery staple\n")
        passphrase.chmod(0o600)
        # A device that is started again has to be the same device.
        self.environment = {"PORTUNUS_SECRET_STORE": "file", "PORTUNUS_PASSPHRASE_FILE": str(passphrase)}
        if mbit is not None:
            self.there.limit_rate(mbit)

    def send(self, *arguments, name="sender", **options):
        with self.here.inside():
            self.sender = self.world.send(*arguments, self.source, name=name, environment=self.environment, **options)
        return self.sender

    def receive(self, *arguments, name="receiver", **options):
        with self.there.inside():
            self.receiver = self.world.receive("--output", self.into, *arguments, name=name,
                                               environment=self.environment, **options)
        return self.receiver

    def forget_v6(self):
        """Or link-local addresses would keep a transfer alive when the only other address goes."""
        self.here.forget_v6()
        self.there.forget_v6()

    def begin(self, *arguments):
        """Until the receiver has got a first part."""
        self.send(*arguments)
        self.receive(self.sender.wait_event("link")["url"])
        self.receiver.wait_progress(1)

    def check_arrived(self):
        found = [path for path in self.into.rglob("*") if path.is_file()]
        harness.equal([path.name for path in found], [self.source.name], "files")
        harness.equal(harness.digest(found[0]), harness.digest(self.source), "content")

    def expect_delivery(self):
        self.receiver.expect(0)
        self.sender.expect(0)
        self.check_arrived()


class Server:
    """A portunusd on a machine of its own, and the link of its first room."""

    def __init__(self, world, machine):
        home = world.folder("home-server")
        environment = dict(os.environ, XDG_DATA_HOME=str(home), PORTUNUS_SECRET_STORE="memory", LC_ALL="C.UTF-8")
        with machine.inside():
            self.process = subprocess.Popen(
                [DAEMON, "--listen", f"{machine.address}:4430", "--secret-store", "memory", "--print-link"],
                env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        world.closers.append(self.close)
        self.link = self.process.stdout.readline().strip()
        harness.check(self.link.startswith(f"https://{machine.address}:4430/r/"), f"portunusd says {self.link!r}")
        self.url = self.link.split("/r/")[0]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def largest_gap(process):
    """The longest time in seconds without news of progress."""
    times = [line["time_ms"] for line in process.all("progress")]
    return max((b - a for a, b in zip(times, times[1:])), default=0) / 1000


def crossed(process):
    """Bytes that went over the network: what progress went up by, in each attempt from where it began."""
    total, last = 0, None
    for line in list(process.lines):
        if line["event"] == "state" and line["state"] in ("offered", "reconnecting"):
            last = None
        elif line["event"] == "progress" and line["bytes"] > 0:
            total += max(0, line["bytes"] - last) if last is not None else 0
            last = line["bytes"]
    return total


def begun_at(process):
    """Where the last attempt went on: what was known to be there before it ran."""
    lines = list(process.lines)
    start = max(i for i, line in enumerate(lines) if line["event"] == "state" and line["state"] == "offered")
    return next(line["bytes"] for line in lines[start:] if line["event"] == "progress")


require_namespaces()
