#!/usr/bin/env python3
# test-gate-clients.py: bad clients, and proxies, before a real portunusd; what it costs, and what others notice
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import os
import pathlib
import re
import resource
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import traceback

DAEMON = os.environ["PORTUNUSD"]
# A hundred thousand for a soak by hand.
N_CYCLES = int(os.environ.get("PORTUNUS_GATE_CYCLES", "5000"))
PATIENCE = 60
MIB = 1024 * 1024

GOOD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

cases = []


def case(function):
    cases.append(function)
    return function


class World:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.processes = []

    def spawn(self, arguments, **options):
        log = self.folder / f"log-{len(self.processes)}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
        environment.update(HOME=str(self.folder), PORTUNUS_SECRET_STORE="memory", LC_ALL="C.UTF-8")
        with open(log, "wb") as file:
            process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment,
                                       cwd=self.folder, **options)
        process.log = log
        self.processes.append(process)
        return process

    def start(self, *arguments, **options):
        process = self.spawn([DAEMON, "--listen", "127.0.0.1:0", *arguments], **options)
        wait_until(lambda: "listening on port" in process.log.read_text() or process.poll() is not None)
        process.port = int(re.search(r"listening on port (\d+)", process.log.read_text()).group(1))
        return process

    def start_plain(self, **options):
        return self.start("--behind-proxy", **options)

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_until(predicate):
    deadline = time.monotonic() + PATIENCE
    while not predicate():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def connect(port):
    return contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))


def secure(client):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(client)


def read_all(client):
    answer = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(65536):
            answer += piece
    return answer


def read_until(client, end):
    answer = b""
    while end not in answer:
        piece = client.recv(65536)
        assert piece, f"{answer!r} has no {end!r}"
        answer += piece
    return answer


def ask(port, request):
    with connect(port) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(request)
        return read_all(client)


def is_well(port):
    return ask(port, LAST).startswith(b"HTTP/1.1 200 ")


def count_descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def get_rss(process):
    """In bytes; 0 under a sanitizer, which keeps what was freed to find who still uses it."""
    if "libasan" in pathlib.Path(f"/proc/{process.pid}/maps").read_text():
        return 0
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) * 1024


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def leave_silent(client):
    pass


def leave_half(client):
    client.sendall(b"GET /heal")


def leave_answered(client):
    client.sendall(GOOD)
    read_until(client, b"}")


def leave_unread(client):
    client.sendall(GOOD * 3)


def leave_reset(client):
    client.sendall(GOOD)
    reset(client)


def leave_in_body(client):
    client.sendall(b"POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")


def leave_in_chunk(client):
    client.sendall(b"POST /api/rooms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\na\r\n{")
    reset(client)


WAYS = [leave_silent, leave_half, leave_answered, leave_unread, leave_reset, leave_in_body, leave_in_chunk]


@case
def leaks_no_descriptor(world):
    """The library alone leaks one for each connection that was kept for another request."""
    server = world.start_plain()
    assert is_well(server.port)
    wait_until(lambda: count_descriptors(server) < 30)
    before = count_descriptors(server)
    rss = get_rss(server)
    for i in range(N_CYCLES):
        with connect(server.port) as client:
            WAYS[i % len(WAYS)](client)
    assert is_well(server.port)
    wait_until(lambda: count_descriptors(server) <= before)
    assert get_rss(server) - rss < 8 * MIB, get_rss(server) - rss


@case
def leaks_no_descriptor_over_tls(world):
    server = world.start()
    with connect(server.port) as client:
        leave_answered(secure(client))
    time_before = time.monotonic()
    wait_until(lambda: time.monotonic() - time_before > 0.5)
    before = count_descriptors(server)
    for i in range(N_CYCLES // 10):
        with connect(server.port) as client:
            if i % 2 == 0:
                WAYS[i // 2 % len(WAYS)](secure(client))
            else:
                client.sendall(b"\x16\x03\x01\x02\x00\x01"[:i // 2 % 7])
    wait_until(lambda: count_descriptors(server) <= before)


@case
def survives_the_descriptor_limit(world):
    """The library's own listener never accepts again after it."""
    server = world.start_plain(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    clients = [socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) for _ in range(150)]
    wait_until(lambda: count_descriptors(server) >= 60)
    # Those for whom there is no place are told, not left waiting.
    clients[-1].settimeout(PATIENCE)
    assert clients[-1].recv(1) == b""
    for client in clients:
        client.close()
    wait_until(lambda: count_descriptors(server) < 30)
    assert is_well(server.port)


@case
def keeps_no_posts(world):
    """150 MB to any address: not read, and not kept."""
    server = world.start_plain()
    assert is_well(server.port)
    before = get_rss(server)
    heads = [b"POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 150000000\r\n\r\n",
             b"PUT /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n8f0d180\r\n"]
    for head in heads:
        n_sent = 0
        with connect(server.port) as client:
            client.sendall(head)
            with contextlib.suppress(ConnectionError):
                while n_sent < 150000000:
                    client.sendall(bytes(65536))
                    n_sent += 65536
        assert n_sent < 20 * MIB, n_sent
    assert get_rss(server) - before < 8 * MIB, get_rss(server) - before


def upgrade(client, more=b""):
    client.sendall(b"GET /ws/00112233445566778899aabbccddeeff HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                   b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + more + b"\r\n")
    return read_until(client, b"\r\n\r\n")


@case
def inflates_nothing(world):
    server = world.start_plain()
    with connect(server.port) as client:
        assert b"permessage-deflate" not in upgrade(client, b"Sec-WebSocket-Extensions: permessage-deflate\r\n")


# What two readers could read in two ways; the whole table is in test-gate-parser.c.
CORPUS = [
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 34\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    (501, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    (501, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\n\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n0\r\n\r\n"),
    (400, b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\nHost: x\n\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\rContent-Length: 34\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\x00\r\n\r\n"),
    (400, b"GET http://y/healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
    (505, b"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n"),
]

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@case
def refuses_what_could_be_smuggled(world):
    server = world.start_plain()
    for status, request in CORPUS:
        answer = ask(server.port, request + SMUGGLED)
        assert answer.startswith(b"HTTP/1.1 %d " % status), (request, answer)
        assert answer.count(b"HTTP/1.1 ") == 1, (request, answer)
        assert b"Connection: close" in answer, (request, answer)


def free_port():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        return server.getsockname()[1]


NGINX = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  upstream gate {{ server 127.0.0.1:{gate}; keepalive 1; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://gate; proxy_http_version 1.1; proxy_request_buffering off;
      proxy_set_header Connection ""; proxy_set_header Host $host;
    }}
  }}
}}
"""

HAPROXY = """
global
  maxconn 64
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  http-reuse always
listen front
  bind 127.0.0.1:{port}
  server gate 127.0.0.1:{gate}
"""


def start_front(world, name, text, gate):
    port = free_port()
    path = world.folder / f"{name}.conf"
    path.write_text(text.format(port=port, gate=gate))
    program = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    assert program, f"{name} is not installed"
    arguments = {"nginx": ["-p", f"{world.folder}/", "-c", str(path)], "haproxy": ["-f", str(path)]}[name]
    process = world.spawn([program, *arguments])
    wait_until(lambda: process.poll() is not None or not socket.socket().connect_ex(("127.0.0.1", port)))
    assert process.poll() is None, process.log.read_text()
    return port


def count_answers(answer):
    return answer.count(b"HTTP/1.1 ") + answer.count(b"HTTP/1.0 ")


def agrees_behind(world, name, text):
    """Whatever got through: the next one to use the same connection to the gate gets the answer to its own question."""
    gate = world.start_plain()
    port = start_front(world, name, text, gate.port)
    for _, request in CORPUS:
        with connect(port) as client:
            client.settimeout(0.3)
            with contextlib.suppress(OSError):
                client.sendall(request + SMUGGLED)
                while client.recv(65536):
                    pass
        for _ in range(2):
            answer = ask(port, LAST)
            assert answer.startswith(b"HTTP/1.1 200 ") and b'"status":"ok"' in answer, (request, answer)
            assert count_answers(answer) == 1, (request, answer)


@case
def agrees_with_nginx(world):
    agrees_behind(world, "nginx", NGINX)


@case
def agrees_with_haproxy(world):
    agrees_behind(world, "haproxy", HAPROXY)


@case
def answers_through_one_connection(world):
    """Six hundred requests, some with a body, and the connection is still there."""
    server = world.start_plain()
    with connect(server.port) as client:
        for i in range(300):
            client.sendall(GOOD)
            assert read_until(client, b"}").startswith(b"HTTP/1.1 200 ")
            client.sendall(b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            assert read_until(client, b"}").startswith(b"HTTP/1.1 405 ")


def main():
    print(f"1..{len(cases)}")
    n_bad = 0
    for number, function in enumerate(cases, 1):
        with tempfile.TemporaryDirectory() as folder:
            world = World(folder)
            try:
                function(world)
                print(f"ok {number} {function.__name__}", flush=True)
            except Exception:  # whatever went wrong is reported, and the next case runs
                n_bad += 1
                print(f"not ok {number} {function.__name__}")
                print("\n".join("# " + line for line in traceback.format_exc().splitlines()), flush=True)
            finally:
                world.close()
    sys.exit(1 if n_bad else 0)


main()
