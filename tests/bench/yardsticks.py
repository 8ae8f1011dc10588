# yardsticks.py: what Portunus is measured against: a bare webrtcbin, openssl speed, and tar over ssh
# SPDX-License-Identifier: GPL-3.0-or-later
import getpass
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import time

from programs import Failure, remove, same

AEAD_BLOCK = 16 * 1024


def output_of(command, timeout_s=600):
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(str(error)) from error
    if run.returncode != 0:
        raise Failure(f"{pathlib.Path(command[0]).name}: {run.stderr.strip()[-300:]}")
    return run.stdout


def webrtc(build, n_mib, is_naive):
    """MB/s of a bare pair of webrtcbins, memory to nowhere."""
    command = [build / "tests/bench/bench-webrtc", "--mib", str(n_mib)]
    command += ["--naive"] if is_naive else ["--connections", "2", "--window", "786432", "--ack", "65536",
                                             "--buffers", "4194304"]
    return json.loads(output_of(command))["mb_s"]


def browser(cli, work, n_mib):
    """MB/s of a page with its host, and of a bare channel in the same browser."""
    return run_script("browser.mjs", cli, work, n_mib)


def channel(build, work, n_mib):
    """MB/s of a page with a program over data channels, and of bare ones with a bare webrtcbin in the same browser."""
    return run_script("channel.mjs", build, work, n_mib)


def run_script(name, what, work, n_mib):
    script = pathlib.Path(__file__).with_name(name)
    return json.loads(output_of(["node", script, what, pathlib.Path(work) / "browser", str(n_mib)], 1800))


def aead(build):
    """MB/s of our segments: sealing and opening."""
    figures = json.loads(output_of([build / "tests/bench/bench-aead"]))
    return figures["seal_mb_s"], figures["open_mb_s"]


def openssl(is_decrypting):
    command = ["openssl", "speed", "-mr", "-evp", "aes-256-gcm", "-bytes", str(AEAD_BLOCK), "-seconds", "2"]
    match = re.search(r"^\+F:[^:]*:[^:]*:([0-9.]+)", output_of(command + ["-decrypt"] * is_decrypting), re.MULTILINE)
    if not match:
        raise Failure("openssl speed gave no figure")
    return float(match.group(1)) / 1e6


class SshServer:
    """An sshd of our own on a loopback port, with keys that are thrown away."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        remove(self.folder)
        self.folder.mkdir()
        for name in ("host", "user"):
            output_of(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name])
        shutil.copy(self.folder / "user.pub", self.folder / "authorized")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.separation = pathlib.Path("/run/sshd")
        self.made_separation = os.getuid() == 0 and not self.separation.exists()
        if self.made_separation:
            self.separation.mkdir(mode=0o755)
        self.write_config()
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen([shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f",
                                             self.folder / "config"], stdin=subprocess.DEVNULL, stderr=log)
        self.wait_until_ready()

    def write_config(self):
        (self.folder / "config").write_text(f"""ListenAddress 127.0.0.1
Port {self.port}
HostKey {self.folder}/host
AuthorizedKeysFile {self.folder}/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
""", encoding="ascii")

    def wait_until_ready(self):
        deadline = time.monotonic() + 10
        while subprocess.run([*self.command(), "true"], capture_output=True, check=False).returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                log = (self.folder / "log").read_text(errors="replace")
                self.stop()
                raise Failure(f"sshd: {log.strip()[-300:]}")
            time.sleep(0.1)

    def command(self):
        return ["ssh", "-F", "none", "-i", str(self.folder / "user"), "-p", str(self.port), "-o", "BatchMode=yes",
                "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.folder}/known",
                "-o", "LogLevel=ERROR", f"{getpass.getuser()}@127.0.0.1"]

    def copy_folder(self, source, target):
        """Seconds that tar c | ssh … tar x needs."""
        remove(target)
        target.mkdir()
        started = time.monotonic()
        sending = subprocess.Popen(["tar", "c", "-C", source.parent, source.name], stdout=subprocess.PIPE)
        receiving = subprocess.run([*self.command(), f"tar x -C {shlex.quote(str(target.resolve()))}"],
                                   stdin=sending.stdout, capture_output=True, check=False)
        seconds = time.monotonic() - started
        sending.stdout.close()
        if sending.wait() != 0 or receiving.returncode != 0 or not same(source, target / source.name):
            raise Failure(f"tar over ssh failed: {receiving.stderr.decode(errors='replace')[-300:]}")
        remove(target)
        return seconds

    def stop(self):
        self.process.terminate()
        self.process.wait()
        if self.made_separation:
            self.separation.rmdir()
