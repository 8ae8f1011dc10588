#!/usr/bin/env python3
# test-renewal.py: a room server whose machine gets another address
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import socket
import ssl
import subprocess

from lab import DAEMON, case, run

from harness import check, main, wait_until

NEW_ADDRESS = "10.77.9.9"


def start(world, machine):
    log = world.folder("log") / "err"
    environment = dict(os.environ, XDG_DATA_HOME=str(world.folder("home-server")), LC_ALL="C.UTF-8")
    with machine.inside(), open(log, "wb") as err:
        process = subprocess.Popen([DAEMON, "--listen", "0.0.0.0:4430", "--secret-store", "memory"], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err)
    world.closers.append(lambda: (process.kill(), process.wait()))
    wait_until(lambda: "listening on port" in log.read_text(), "a server that listens")
    return log


def names(machine):
    """What the certificate shown now is good for, as OpenSSL prints it."""
    any_certificate = ssl.create_default_context()
    any_certificate.check_hostname = False
    any_certificate.verify_mode = ssl.CERT_NONE
    with machine.inside():
        plain = socket.create_connection(("127.0.0.1", 4430), timeout=30)
    with plain, any_certificate.wrap_socket(plain) as secure:
        pem = ssl.DER_cert_to_PEM_cert(secure.getpeercert(True))
    return subprocess.run(["openssl", "x509", "-noout", "-ext", "subjectAltName"], input=pem, capture_output=True,
                          text=True, check=True).stdout


@case
def certificate_for_a_new_address(world, lab):
    machine = lab.machine("s")
    log = start(world, machine)
    before = names(machine)
    check(machine.address in before and NEW_ADDRESS not in before, before)
    run("ip", "-n", machine.namespace, "addr", "add", f"{NEW_ADDRESS}/24", "dev", "cable")
    wait_until(lambda: NEW_ADDRESS in names(machine), "a certificate with the new address")
    wait_until(lambda: re.search(r"there is a new certificate: ([a-z]+ ){5}[a-z]+", log.read_text()), "its words")


if __name__ == "__main__":
    main()
