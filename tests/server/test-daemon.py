# test-daemon.py: runs real portunusd processes as an operator would and reports in TAP
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import hashlib
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys

sys.dont_write_bytecode = True

from daemon_world import PATIENCE, case, context, end, get, main, wait_for, wait_port  # noqa: E402


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@case
def prints_a_link_and_no_secret(world):
    process = world.start("--listen", "127.0.0.1:0", "--print-link", G_MESSAGES_DEBUG="all")
    link = wait_for(process, process.out, r"^https://127\.0\.0\.1:(\d+)/r/([0-9a-f]{32})#k=([\w-]{22})&f=([\w-]{43})\n$")
    port = int(link.group(1))
    status, body = get(port, "/healthz")
    assert status == 200 and json.loads(body)["status"] == "ok", body
    status, body = get(port, f"/r/{link.group(2)}")
    assert status == 200 and b"portunus-cli receive" in body, body
    with socket.create_connection(("127.0.0.1", port)) as plain, context().wrap_socket(plain) as secure:
        assert hashlib.sha256(secure.getpeercert(True)).digest() == decode(link.group(4))
    end(process)
    log = process.err.read_text()
    assert "debug" in log
    assert link.group(3) not in log and decode(link.group(3)).hex() not in log
    assert link.group(2) not in log, "the whole id of a room is in the log"


@case
def ends_on_interrupt(world):
    process = world.start("--listen", "127.0.0.1:0")
    wait_port(process)
    end(process, signal.SIGINT)
    assert process.out.read_text() == ""


@case
def listens_on_several_addresses(world):
    process = world.start("--listen", "127.0.0.1:0", "--listen", "127.0.0.2:0")
    port = wait_port(process)
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/healthz", host="127.0.0.2")[0] == 200
    end(process)


@case
def wildcards_share_a_port(world):
    process = world.start("--listen", "0.0.0.0:0", "--listen", "[::]:0")
    port = wait_port(process)
    assert get(port, "/healthz")[0] == 200
    if os.path.exists("/proc/net/if_inet6") and "00000000000000000000000000000001" in open("/proc/net/if_inet6").read():
        assert get(port, "/healthz", host="::1")[0] == 200
    end(process)


@case
def keeps_its_certificate(world):
    secret = world.folder / "passphrase"
    secret.write_text("correct horse\n")
    fingerprints = []
    for _ in range(2):
        process = world.start("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data", "--secret-store", "file",
                              PORTUNUS_PASSPHRASE_FILE=str(secret))
        fingerprints.append(wait_for(process, process.err, r"f=([\w-]{43})").group(1))
        end(process)
    assert fingerprints[0] == fingerprints[1], fingerprints
    secret.write_text("wrong\n")
    status, _, err = world.run("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data", "--secret-store", "file",
                               PORTUNUS_PASSPHRASE_FILE=str(secret))
    assert status == 1 and len(err.splitlines()) == 1, (status, err)


def make_certificate(world, name):
    key, certificate = world.folder / f"{name}.key", world.folder / f"{name}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", certificate, "-subj", f"/CN={name}", "-days", "2"],
                   check=True, stderr=subprocess.DEVNULL)
    return certificate, key


@case
def takes_the_operators_certificate(world):
    certificate, key = make_certificate(world, "one")
    process = world.start("--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
    port = wait_port(process)
    with socket.create_connection(("127.0.0.1", port)) as plain, context().wrap_socket(plain) as secure:
        assert ssl.DER_cert_to_PEM_cert(secure.getpeercert(True)) == certificate.read_text()
        assert secure.version() == "TLSv1.3"
    end(process)


@case
def refuses_certificates_that_cannot_work(world):
    certificate, key = make_certificate(world, "one")
    _, other_key = make_certificate(world, "two")
    empty = world.folder / "empty"
    empty.touch()
    for pair in (certificate, other_key), (certificate, world.folder / "missing"), (world.folder / "missing", key), \
            (certificate, empty), (key, key), (certificate, certificate), (certificate, world.folder):
        status, out, err = world.run("--listen", "127.0.0.1:0", "--tls-cert", pair[0], "--tls-key", pair[1])
        assert status == 1 and out == "" and len(err.splitlines()) == 1, (pair, status, err)
        assert str(pair[0]) in err or str(pair[1]) in err, err


@case
def refuses_what_makes_no_sense(world):
    config = world.folder / "bad.conf"
    config.write_text("[server]\nlisten=127.0.0.1:0\nlissen=1\n")
    group = world.folder / "group.conf"
    group.write_text("[sever]\nlisten=127.0.0.1:0\n")
    value = world.folder / "value.conf"
    value.write_text("[server]\nbehind-proxy=perhaps\n")
    for word, arguments in {
        "--frobnicate": ["--frobnicate"],
        "extra": ["extra"],
        "nowhere": ["--listen", "nowhere"],
        "0.0.0.0:99999": ["--listen", "0.0.0.0:99999"],
        "go together": ["--tls-cert", "x"],
        "go together ": ["--tls-key", "x"],
        "--admin-remote": ["--admin-listen", "0.0.0.0:1"],
        "vault": ["--secret-store", "vault"],
        "5000/50000": ["--relay", "5000"],
        "two numbers": ["--relay", "1/-1"],
        "lissen": ["--config", config],
        "sever": ["--config", group],
        "behind-proxy": ["--config", value],
        "missing.conf": ["--config", "missing.conf"],
        "--print-link": ["--behind-proxy", "--print-link"],
        "proxy has the certificate": ["--behind-proxy", "--tls-cert", "x", "--tls-key", "x"],
    }.items():
        status, out, err = world.run(*arguments)
        assert status == 2 and out == "" and len(err.splitlines()) == 1 and word.strip() in err, (word, status, err)


@case
def keeps_a_password_that_is_written_wrongly_to_itself(world):
    config = world.folder / "typo.conf"
    for text, word in {
        "[server]\n# a comment\nstore postgresql://me:hunter2@db/x\n": "line 3",
        "store=postgresql://me:hunter2@db/x\n": "[server]",
        "[server]\nstore=\xff hunter2\n": "“store”",
    }.items():
        config.write_text(text, encoding="latin-1")
        status, out, err = world.run("--config", config)
        assert status == 2 and out == "" and len(err.splitlines()) == 1 and word in err, (status, err)
        assert "hunter2" not in err, err


@case
def reads_its_configuration(world):
    config = world.folder / "portunusd.conf"
    config.write_text(f"[server]\nlisten=127.0.0.9:1;127.0.0.9:2\ndata-dir={world.folder}/data\nsecret-store=memory\n")
    process = world.start("--config", config, "--listen", "127.0.0.1:0")
    assert get(wait_port(process), "/healthz")[0] == 200
    end(process)
    config.write_text("[server]\nlisten=127.0.0.1:0\nbehind-proxy=true\n")
    process = world.start("--config", config)
    assert get(wait_port(process), "/healthz", is_plain=True)[0] == 200
    end(process)


@case
def tells_clients_of_a_proxy_apart(world):
    process = world.start("--listen", "127.0.0.1:0", "--behind-proxy")
    port = wait_port(process)
    ask = lambda client: get(port, "/api/codes/1", is_plain=True, X_Forwarded_For=client)[0]
    assert [ask("192.0.2.1") for _ in range(30)].count(429) > 5
    assert ask("192.0.2.2") == 404
    assert ask("192.0.2.99, 192.0.2.1") == 429, "the client’s own word was believed"
    end(process)


@case
def says_when_an_address_is_taken(world):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = world.run("--listen", f"127.0.0.1:{port}")
        assert status == 1 and f"127.0.0.1:{port}" in err.splitlines()[-1], err


@case
def helps(world):
    status, out, err = world.run("--help")
    assert status == 0 and "--behind-proxy" in out and err == "", (status, out, err)
    status, out, err = world.run("--version")
    assert status == 0 and re.fullmatch(r"portunusd \d+\.\d+\.\d+\n", out), out


@case
def refuses_old_tls(world):
    process = world.start("--listen", "127.0.0.1:0")
    port = wait_port(process)
    for version, is_good in ("-tls1", False), ("-tls1_1", False), ("-tls1_2", True):
        client = subprocess.run(["openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0", "-quiet", "-connect",
                                 f"127.0.0.1:{port}"], input=b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                                capture_output=True, timeout=PATIENCE)
        assert (b'"status":"ok"' in client.stdout) == is_good, (version, client.stdout)
    end(process)


@case
def prints_where_a_browser_finds_the_portal(world):
    process = world.start("--listen", "127.0.0.1:0", "--admin-remote", "--admin-listen", "0.0.0.0:0")
    host = wait_for(process, process.err, r"admin portal: https://(\S+):\d+/admin#setup=\w+\n").group(1)
    assert host not in ("0.0.0.0", "[::]"), host
    end(process)


main()
