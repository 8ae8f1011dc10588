# homes.py: two homes behind routers of their own, and a public machine between them
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import socket
import subprocess

from lab import Host, Pair, Server, harness, run

PUBLIC = "192.0.2.1"
PORT = 3478
USER = "portunus"
PASSWORD = "horse-battery:staple/%41"
REALM = "portunus.test"
SETTINGS = "config/glib-2.0/settings/keyfile"

STUN_SERVER = f"stun://{PUBLIC}:{PORT}"
TURN_SERVER = f"turn://{USER}@{PUBLIC}:{PORT}?transport=udp"
TURN_TCP_SERVER = f"turn://{USER}@{PUBLIC}:{PORT}?transport=tcp"


class Homes:
    """Each home has the same private addresses, as real ones do, and nobody gets in who was not asked."""

    def __init__(self, lab, is_symmetric=False):
        self.lab = lab
        self.is_symmetric = is_symmetric
        self.public = Host(lab.add_namespace("public"), PUBLIC)
        self.public.command("ip", "link", "set", "lo", "up")
        self.public.command("ip", "addr", "add", f"{PUBLIC}/32", "dev", "lo")
        self.public.command("sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.networks = {"a": "203.0.113", "b": "198.51.100"}
        self.routers = []

    def machine(self, name):
        network = self.networks[name]
        router = Host(self.lab.add_namespace(f"router-{name}"), f"{network}.2")
        home = Host(self.lab.add_namespace(f"home-{name}"), "192.168.1.10")
        self.join(self.public, f"to-{name}", f"{network}.1", router, "wan", f"{network}.2")
        self.join(router, "lan", "192.168.1.1", home, "cable", "192.168.1.10")
        router.command("ip", "route", "add", "default", "via", f"{network}.1")
        home.command("ip", "route", "add", "default", "via", "192.168.1.1")
        home.command("ip", "link", "set", "lo", "up")
        self.set_up_router(router)
        self.routers.append(router)
        return home

    @staticmethod
    def join(one, one_port, one_address, other, other_port, other_address):
        one.command("ip", "link", "add", "name", one_port, "type", "veth",
                    "peer", "name", other_port, "netns", other.namespace)
        for host, port, address in ((one, one_port, one_address), (other, other_port, other_address)):
            host.command("ip", "addr", "add", f"{address}/24", "dev", port)
            host.command("ip", "link", "set", port, "up")

    def set_up_router(self, router):
        router.command("sysctl", "-qw", "net.ipv4.ip_forward=1")
        random = ("--random-fully",) if self.is_symmetric else ()
        router.command("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "wan", "-j", "MASQUERADE", *random)
        # A stray first packet from outside would take the port that the home is about to get.
        router.command("iptables", "-A", "INPUT", "-i", "wan", "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP")
        router.command("iptables", "-P", "FORWARD", "DROP")
        router.command("iptables", "-A", "FORWARD", "-i", "lan", "-j", "ACCEPT")
        router.command("iptables", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED", "-j",
                       "ACCEPT")

    def limit_rate(self, mbit):
        """Into the homes and out of them."""
        for router in self.routers:
            for port in ("wan", "lan"):
                router.command("tc", "qdisc", "replace", "dev", port, "root", "tbf", "rate", f"{mbit}mbit",
                               "burst", "64kb", "latency", "60ms")

    def drop_udp(self):
        """Whatever comes out of the homes: what is left is TCP."""
        for router in self.routers:
            router.command("iptables", "-I", "FORWARD", "-i", "lan", "-p", "udp", "-j", "DROP")

    def pass_udp(self):
        """Again."""
        for router in self.routers:
            router.command("iptables", "-D", "FORWARD", "-i", "lan", "-p", "udp", "-j", "DROP")


class Turn:
    """A coturn on the public machine."""

    def __init__(self, world, public, password=PASSWORD):
        self.public = public
        self.log = world.root / "turn.log"
        self.configuration = world.file("turn.conf", "\n".join((
            f"listening-ip={PUBLIC}", f"relay-ip={PUBLIC}", f"listening-port={PORT}",
            "min-port=50000", "max-port=50999", "fingerprint", "lt-cred-mech", f"user={USER}:{password}",
            f"realm={REALM}", "no-tls", "no-dtls", "no-cli", "no-rfc5780", "no-software-attribute",
            # Or the relay tries the private addresses of the peers before any other.
            "denied-peer-ip=192.168.0.0-192.168.255.255",
            f"userdb={world.root}/turn.db", f"pidfile={world.root}/turn.pid", "log-file=stdout", "simple-log", "verbose",
            "")).encode())
        world.closers.append(self.close)
        self.start()

    def start(self):
        with self.public.inside(), open(self.log, "ab") as log:
            self.process = subprocess.Popen(["turnserver", "-c", self.configuration], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        harness.wait_until(self.answers, "an answer of the STUN server")

    def answers(self):
        with self.public.inside(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
            channel.settimeout(0.2)
            try:
                channel.connect((PUBLIC, PORT))
                channel.send(bytes.fromhex("00010000 2112a442") + os.urandom(12))
                return channel.recv(500)[:2] == bytes.fromhex("0101")
            except OSError:
                return False

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def count(self, text):
        """How often the log says so."""
        return self.log.read_text(errors="replace").count(text)


class HomePair(Pair):
    """A sender in one home and a receiver in the other, who meet on a public room server."""

    def __init__(self, world, lab, source, is_symmetric=False):
        self.homes = Homes(lab, is_symmetric)
        super().__init__(world, self.homes, source)
        self.server = Server(world, self.homes.public)

    def start_turn(self, **options):
        self.turn = Turn(self.world, self.homes.public, **options)

    def set_up_both(self, **servers):
        for name in ("sender", "receiver"):
            self.set_up(name, **servers)

    def set_up(self, name, stun=(), turn=()):
        """Settings of one device, and the passwords of its relays in its secret store."""
        self.environment["GSETTINGS_BACKEND"] = "keyfile"
        path = self.world.folder(f"home-{name}") / SETTINGS
        path.parent.mkdir(parents=True)
        path.write_text(f"[org/portunus/App]\nstun-servers={list(stun)!r}\nturn-servers={list(turn)!r}\n")
        for server in turn:
            self.world.run(name, "turn-password", server, stdin=PASSWORD.encode() + b"\n",
                           environment=self.environment).expect(0)

    def meet(self, *arguments):
        self.send("--server", self.server.url, *arguments)
        self.receive(self.sender.wait_event("link")["url"])
