# gate.py: a real portunusd under many connections and many requests
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import os
import re
import socket
import subprocess
import time

import programs

LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
NEXT = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
# Below what one connection may ask.
N_PIPELINED = 500
PATIENCE = 30


class Server:
    """Plain, as behind a proxy: the work of TLS is GnuTLS's and not measured here."""

    def __init__(self, build, work):
        self.log = work / "portunusd.log"
        environment = {**os.environ, "HOME": str(work), "PORTUNUS_SECRET_STORE": "memory"}
        with open(self.log, "wb") as file:
            self.process = subprocess.Popen([build / "src/daemon/portunusd", "--behind-proxy", "--listen", "127.0.0.1:0"],
                                            stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment)
        self.port = int(self.wait_for(r"listening on port (\d+)"))

    def wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(pattern, self.log.read_text(encoding="utf-8")):
                return found.group(1)
            time.sleep(0.01)
        raise programs.Failure("portunusd did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def connect(self):
        return contextlib.closing(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE))

    def time_connection(self):
        """One connection for one request, and what it took."""
        start = time.monotonic()
        with self.connect() as client:
            client.sendall(LAST)
            answer = b""
            while piece := client.recv(4096):
                answer += piece
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise programs.Failure(f"portunusd answered {answer[:40]!r}")
        return time.monotonic() - start

    def connection_rate(self, n):
        start = time.monotonic()
        slowest = max(self.time_connection() for _ in range(n))
        return n / (time.monotonic() - start), slowest

    def burst(self, n):
        """All at once, as after a restart; gives how long the last of them waited to be connected."""
        start = time.monotonic()
        clients = [socket.socket() for _ in range(n)]
        for client in clients:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", self.port))
        for client in clients:
            client.settimeout(PATIENCE)
            client.sendall(LAST)
        waited = time.monotonic() - start
        for client in clients:
            client.close()
        return waited

    def request_rate(self, n):
        start = time.monotonic()
        for _ in range(n // N_PIPELINED):
            with self.connect() as client:
                client.sendall(NEXT * N_PIPELINED)
                n_answers = 0
                rest = b""
                while n_answers < N_PIPELINED:
                    data = rest + client.recv(65536)
                    n_answers += data.count(b'"status"')
                    rest = data[-7:]
        return n / (time.monotonic() - start)


def crowd_p99_ms(build):
    """What others wait behind a thousand silent clients, from the test that has them."""
    run = subprocess.run([build / "tests/server/test-gate-crowd", "-p", "/server/gate-crowd"], capture_output=True,
                         text=True, timeout=300, check=False)
    found = re.search(r"crowd: median [\d.]+ ms, p99 ([\d.]+) ms", run.stdout)
    if not found:
        raise programs.Failure("the crowd did not come")
    return float(found.group(1))
