# daemon_world.py: real portunusd processes in a folder of their own, for tests that report in TAP
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import http.client
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import traceback

DAEMON = os.environ["PORTUNUSD"]
PATIENCE = 60

cases = []


def case(function):
    cases.append(function)
    return function


class World:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.processes = []

    def start(self, *arguments, **changes):
        """A portunusd; what it says goes to files, so that no pipe can fill up."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
        environment.update(HOME=str(self.folder), PORTUNUS_SECRET_STORE="memory", LC_ALL="C.UTF-8", **changes)
        number = len(self.processes)
        out = self.folder / f"out-{number}"
        err = self.folder / f"err-{number}"
        with open(out, "wb") as out_file, open(err, "wb") as err_file:
            process = subprocess.Popen([DAEMON, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out_file,
                                       stderr=err_file, env=environment, cwd=self.folder)
        process.out, process.err = out, err
        self.processes.append(process)
        return process

    def run(self, *arguments, **changes):
        process = self.start(*arguments, **changes)
        process.wait(PATIENCE)
        return process.returncode, process.out.read_text(), process.err.read_text()

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_for(process, path, pattern):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = re.search(pattern, path.read_text())
        if found:
            return found
        assert process.poll() is None, f"ended with {process.returncode}: {process.err.read_text()}"
        time.sleep(0.02)
    raise AssertionError(f"no {pattern} in {path.read_text()!r}")


def wait_port(process):
    return int(wait_for(process, process.err, r"listening on port (\d+)").group(1))


def context():
    any_certificate = ssl.create_default_context()
    any_certificate.check_hostname = False
    any_certificate.verify_mode = ssl.CERT_NONE
    return any_certificate


def get(port, path, is_plain=False, host="127.0.0.1", **headers):
    if is_plain:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    else:
        connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context())
    with contextlib.closing(connection):
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0, process.returncode


def main():
    print(f"1..{len(cases)}", flush=True)
    has_failed = False
    for number, function in enumerate(cases, 1):
        with tempfile.TemporaryDirectory(prefix="portunus-test-") as folder:
            world = World(folder)
            try:
                function(world)
                print(f"ok {number} {function.__name__}", flush=True)
            except Exception:
                has_failed = True
                print(f"not ok {number} {function.__name__}")
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
            finally:
                world.close()
    sys.exit(has_failed)

