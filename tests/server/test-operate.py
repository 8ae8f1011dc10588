# test-operate.py: what an operator relies on: health, metrics, logs, certificates that change, an end that waits
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True

from daemon_world import PATIENCE, case, context, end, get, main, wait_for, wait_port  # noqa: E402

DASHBOARD = pathlib.Path(os.environ["PORTUNUS_DASHBOARD"])
TOKEN = "a token that is not to be seen"


def wait_until(predicate, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = predicate()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"never: {what}")


def wait_metrics_port(process):
    return int(wait_for(process, process.err, r"metrics on port (\d+)").group(1))


def samples(text):
    """Name and labels as written, and the value."""
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))}


def scrape(port):
    status, body = get(port, "/metrics", is_plain=True)
    assert status == 200, body
    return body.decode()


class WebSocket:
    """Just enough of RFC 6455 to join a room and to leave it with a code."""

    def __init__(self, port, room):
        self.plain = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.secure = context().wrap_socket(self.plain)
        self.secure.sendall((f"GET /ws/{room}?v=1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n\r\n").encode())
        self.heard = b""
        self.listen_for(b"\r\n\r\n")
        assert self.heard.startswith(b"HTTP/1.1 101 "), self.heard

    def listen_for(self, what):
        while what not in self.heard:
            piece = self.secure.recv(4096)
            if not piece:
                raise AssertionError(f"no {what} in {self.heard}")
            self.heard += piece

    def listen_to_the_end(self):
        with contextlib.suppress(OSError):
            while piece := self.secure.recv(4096):
                self.heard += piece

    def answer_close(self):
        """Who does not makes libsoup 3.2 end the connection by a timer, which it never frees."""
        self.listen_for(b"\x88")
        self.leave(1000)

    def leave(self, code):
        self.secure.sendall(b"\x88\x82\0\0\0\0" + code.to_bytes(2, "big"))
        self.listen_to_the_end()
        self.secure.close()


def make_room(port):
    with contextlib.closing(http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE,
                                                        context=context())) as connection:
        connection.request("POST", "/api/rooms", body="{}")
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        return json.loads(answer.read())["room"]


def be_busy(port):
    """Something of everything that is counted."""
    room = make_room(port)
    guest = WebSocket(port, room)
    guest.listen_for(b"welcome")
    get(port, "/nothing/to/see")
    get(port, f"/r/{room}")
    for _ in range(15):
        get(port, "/api/codes/999999")
    with socket.create_connection(("127.0.0.1", port)) as plain, context().wrap_socket(plain) as secure:
        secure.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert secure.recv(4096).startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.sendall(b"\x16\x03\x01\x00\x05hello")
        with contextlib.suppress(ConnectionResetError):
            assert plain.recv(4096) == b""
    return room, guest


@case
def counts_what_happens(world):
    process = world.start("--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--log-level", "debug",
                          "--log-format", "json")
    port, metrics_port = wait_port(process), wait_metrics_port(process)
    room, guest = be_busy(port)
    now = samples(scrape(metrics_port))
    assert now["portunus_rooms"] == 1 and now["portunus_members"] == 1 and now["portunus_websockets_open"] == 1, now
    assert now['portunus_http_requests_total{method="GET",route="/ws/{room}",code="1xx"}'] == 1, now
    assert now['portunus_http_requests_total{method="GET",route="/r/{room}",code="2xx"}'] == 1, now
    assert now['portunus_http_requests_total{method="POST",route="/api/rooms",code="2xx"}'] == 1, now
    assert now['portunus_http_requests_total{method="GET",route="none",code="4xx"}'] == 1, now
    assert now['portunus_rate_limited_total{route="/api/codes/{number}"}'] >= 3, now
    assert now['portunus_http_requests_refused_total{code="400"}'] == 1, now
    assert now['portunus_connections_refused_total{reason="no-tls"}'] == 1, now
    assert now['portunus_tls_handshakes_total{result="good"}'] == now["portunus_tls_handshake_seconds_count"] > 15, now
    assert now["portunus_ready"] == 1 and now["portunus_tls_certificate_expiry_timestamp_seconds"] > time.time()
    assert abs(now["process_start_time_seconds"] - time.time()) < 600 and now["process_resident_memory_bytes"] > 1e6
    # Those of the scrape itself come and go.
    assert abs(now["process_open_fds"] - len(os.listdir(f"/proc/{process.pid}/fd"))) <= 3, now

    guest.leave(1001)
    wait_until(lambda: samples(scrape(metrics_port)).get('portunus_websocket_closes_total{code="1001"}') == 1, "1001")
    wait_until(lambda: samples(scrape(metrics_port))["portunus_members"] == 0, "nobody")
    bystander = WebSocket(port, "0" * 32)
    bystander.answer_close()
    wait_until(lambda: any(re.fullmatch(r'portunus_websocket_closes_total\{code="4\d+"\}', name)
                           for name in samples(scrape(metrics_port))), "a close code of ours")
    text = scrape(metrics_port)
    end(process)
    log = process.err.read_text()
    assert room not in text and room not in log and "nothing/to" not in text + log
    assert any(record.get("route") == "/r/{room}" and record.get("status") == "200"
               for record in map(json.loads, log.splitlines())), log


@case
def is_prometheus_text(world):
    process = world.start("--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0")
    port, metrics_port = wait_port(process), wait_metrics_port(process)
    be_busy(port)
    check = subprocess.run(["promtool", "check", "metrics"], input=scrape(metrics_port), capture_output=True, text=True,
                           timeout=PATIENCE)
    assert check.returncode == 0 and check.stdout + check.stderr == "", check
    assert subprocess.run(["promtool", "check", "metrics"], input=scrape(metrics_port).replace("_total", "_sums"),
                          capture_output=True, text=True, timeout=PATIENCE).returncode != 0, "promtool finds fault with nothing"
    assert get(metrics_port, "/", is_plain=True)[0] == 404
    end(process)


def expressions():
    dashboard = json.loads(DASHBOARD.read_text())
    found = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    found += [note["expr"] for note in dashboard["annotations"]["list"]]
    return [expr.replace("$instance", ".*").replace("$__rate_interval", "1m") for expr in found]


@case
def the_dashboard_names_what_there_is(world):
    process = world.start("--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0")
    wait_port(process)
    text = scrape(wait_metrics_port(process))
    there_are = set(re.findall(r"^# TYPE (\S+) ", text, re.M))
    named = {re.sub(r"_bucket$", "", name) for expr in expressions()
             for name in re.findall(r"\b(?:portunus|process)_[a-z_]+", expr)}
    assert named <= there_are, named - there_are
    # What is counted and not shown would not be missed.
    assert there_are - named <= {"portunus_build_info", "process_virtual_memory_bytes"}, there_are - named
    end(process)


@case
def lets_nobody_guess_the_token_for_long(world):
    token = world.folder / "token"
    token.write_text(TOKEN + "\n")
    process = world.start("--listen", "127.0.0.1:0", "--metrics-token-file", token)
    connection = http.client.HTTPSConnection("127.0.0.1", wait_port(process), timeout=PATIENCE, context=context())
    answers = []
    with contextlib.closing(connection):
        while len(answers) < 1000 and 429 not in answers:
            connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {len(answers)}"})
            response = connection.getresponse()
            response.read()
            answers.append(response.status)
    assert answers[-1] == 429 and answers.count(401) == len(answers) - 1, answers
    end(process)


@case
def prometheus_scrapes_it(world):
    token = world.folder / "token"
    token.write_text(TOKEN + "\n")
    process = world.start("--listen", "127.0.0.1:0", "--metrics-token-file", token, "--log-level", "debug")
    port = wait_port(process)
    assert get(port, "/metrics")[0] == 401
    assert get(port, "/metrics", Authorization="Bearer " + TOKEN[:-1])[0] == 401
    assert get(port, "/metrics", Authorization="Basic " + TOKEN)[0] == 401
    status, body = get(port, "/metrics", Authorization="Bearer " + TOKEN)
    assert status == 200 and samples(body.decode())['portunus_auth_failures_total{kind="metrics"}'] == 3

    with socket.create_server(("127.0.0.1", 0)) as free:
        web_port = free.getsockname()[1]
    config = world.folder / "prometheus.yml"
    config.write_text(f"""
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: portunus
    scheme: https
    tls_config: {{insecure_skip_verify: true}}
    authorization: {{credentials_file: {token}}}
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
""")
    with open(world.folder / "prometheus.log", "wb") as log:
        prometheus = subprocess.Popen(["prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{web_port}",
                                       f"--storage.tsdb.path={world.folder}/tsdb"], stdout=log, stderr=log)
    world.processes.append(prometheus)

    def query(expr):
        with contextlib.suppress(OSError, ValueError):
            status, body = get(web_port, "/api/v1/query?" + urllib.parse.urlencode({"query": expr}), is_plain=True)
            return json.loads(body)
        return None

    def has_scraped():
        answer = query("portunus_ready")
        return answer and [one["value"][1] for one in answer["data"]["result"]] == ["1"]

    wait_until(has_scraped, "a scrape")
    for expr in expressions():
        answer = query(expr)
        assert answer is not None and answer["status"] == "success", (expr, answer)
    end(process)
    assert TOKEN not in process.err.read_text()


@case
def shows_metrics_to_nobody_else(world):
    process = world.start("--listen", "127.0.0.1:0")
    assert get(wait_port(process), "/metrics")[0] == 404
    assert get(wait_port(process), "/metrics", Authorization="Bearer ")[0] == 404
    end(process)
    status, _, err = world.run("--listen", "127.0.0.1:0", "--metrics-listen", "0.0.0.0:0")
    assert status == 1 and "loopback" in err, err
    empty = world.folder / "empty"
    empty.touch()
    status, _, err = world.run("--listen", "127.0.0.1:0", "--metrics-token-file", empty)
    assert status == 1 and "is empty" in err, err


@case
def logs_for_machines(world):
    process = world.start("--listen", "127.0.0.1:0", "--log-format", "json", "--print-link")
    wait_port(process)
    wait_for(process, process.out, r"#k=")
    end(process)
    records = [json.loads(line) for line in process.err.read_text().splitlines()]
    assert all({"time", "level", "domain", "message"} <= record.keys() for record in records), records
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record["time"]) for record in records), records
    assert {record["level"] for record in records} == {"info"}, records
    process = world.start("--listen", "127.0.0.1:0", "--log-level", "error", "--print-link")
    wait_for(process, process.out, r"#k=")
    end(process)
    assert process.err.read_text() == ""
    status, _, err = world.run("--listen", "127.0.0.9.1:0", "--log-format", "json")
    assert status == 2, err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, _, err = world.run("--listen", f"127.0.0.1:{taken.getsockname()[1]}", "--log-format", "json")
    assert status == 1 and json.loads(err.splitlines()[-1])["level"] == "error", err


@case
def refuses_options_that_make_no_sense(world):
    for word, arguments in {
        "--log-format": ["--log-format", "xml"],
        "--log-level": ["--log-level", "loud"],
        "--drain-seconds": ["--drain-seconds", "-1"],
        "3600": ["--drain-seconds", "86400"],
    }.items():
        status, out, err = world.run(*arguments)
        assert status == 2 and out == "" and len(err.splitlines()) == 1 and word in err, (word, status, err)


@case
def says_before_it_goes(world):
    process = world.start("--listen", "127.0.0.1:0", "--drain-seconds", "3600")
    port = wait_port(process)
    status, body = get(port, "/readyz")
    assert status == 200 and json.loads(body) == {"status": "ready"}, body
    guest = WebSocket(port, make_room(port))
    guest.listen_for(b"welcome")
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: get(port, "/readyz")[0] == 503, "503")
    assert json.loads(get(port, "/readyz")[1])["reason"] == "draining"
    assert get(port, "/healthz")[0] == 200, "a server that drains is alive"
    assert process.poll() is None
    guest.leave(1000)
    assert process.wait(PATIENCE) == 0


@case
def does_not_wait_for_ever(world):
    process = world.start("--listen", "127.0.0.1:0", "--drain-seconds", "1", "--store", "memory:")
    port = wait_port(process)
    guest = WebSocket(port, make_room(port))
    guest.listen_for(b"welcome")
    process.send_signal(signal.SIGTERM)
    guest.listen_for(b"room-closed")
    assert process.wait(PATIENCE) == 0
    process = world.start("--listen", "127.0.0.1:0", "--drain-seconds", "3600")
    port = wait_port(process)
    guest = WebSocket(port, make_room(port))
    process.send_signal(signal.SIGTERM)
    wait_for(process, process.err, "draining")
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0, "a second one means now"


def make_certificate(folder, name):
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", certificate, "-subj", f"/CN={name}", "-days", "2"],
                   check=True, stderr=subprocess.DEVNULL)
    return certificate, key


def seen(port):
    with socket.create_connection(("127.0.0.1", port)) as plain, context().wrap_socket(plain) as secure:
        return ssl.DER_cert_to_PEM_cert(secure.getpeercert(True))


@case
def takes_a_new_certificate(world):
    one, two = make_certificate(world.folder, "one"), make_certificate(world.folder, "two")
    certificate, key = world.folder / "live.crt", world.folder / "live.key"
    shutil.copy(one[0], certificate)
    shutil.copy(one[1], key)
    process = world.start("--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key,
                          "--metrics-listen", "127.0.0.1:0")
    port, metrics_port = wait_port(process), wait_metrics_port(process)
    guest = WebSocket(port, make_room(port))
    assert seen(port) == one[0].read_text()
    before = samples(scrape(metrics_port))["portunus_tls_certificate_expiry_timestamp_seconds"]

    # As tools do it that renew: one file after the other, each by a rename.
    for source, target in zip(two, (certificate, key)):
        shutil.copy(source, world.folder / "next")
        os.rename(world.folder / "next", target)
    wait_until(lambda: seen(port) == two[0].read_text(), "the new certificate")
    wait_for(process, process.err, "there is a new certificate: (\\w+ ){5}\\w+")
    assert samples(scrape(metrics_port))["portunus_tls_certificate_expiry_timestamp_seconds"] >= before
    guest.leave(1000)

    key.write_text("nonsense")
    process.send_signal(signal.SIGHUP)
    wait_for(process, process.err, "warning: The certificate stays as it is")
    assert seen(port) == two[0].read_text()
    assert samples(scrape(metrics_port))['portunus_tls_certificate_reloads_total{result="failed"}'] >= 1
    shutil.copy(one[1], key)
    shutil.copy(one[0], certificate)
    process.send_signal(signal.SIGHUP)
    wait_until(lambda: seen(port) == one[0].read_text(), "the first one again")
    end(process)


@case
def keeps_its_certificate_under_a_room(world):
    process = world.start("--listen", "127.0.0.1:0", "--print-link")
    port = wait_port(process)
    wait_for(process, process.out, r"#k=")
    before = seen(port)
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGHUP)
    assert get(port, "/healthz")[0] == 200
    assert seen(port) == before
    wait_for(process, process.err, r"the same as browsers show it: ([0-9A-F]{2}:){31}[0-9A-F]{2}\n")
    wait_for(process, process.err, r"the same as words: ([a-z]+ ){5}[a-z]+\n")
    end(process)


main()
