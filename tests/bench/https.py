# https.py: the transfers of browsers with their host, as curl makes them, beside nginx
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import socket
import subprocess
import time

import programs

PATIENCE = 30
UNITS_PER_MB = 1e6

NGINX = """
daemon off;
pid {work}/nginx.pid;
error_log {work}/nginx.log;
worker_processes 1;
{user}
events {{}}
http {{
  access_log off;
  client_max_body_size 0;
  client_body_temp_path {work}/nginx-body;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {work}/nginx.crt;
    ssl_certificate_key {work}/nginx.key;
    ssl_protocols TLSv1.3;
    sendfile on;
    root {work}/www;
    location /put/ {{ dav_methods PUT; create_full_put_path on; }}
  }}
}}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def curl(what, *arguments):
    """MB/s of one transfer of 1 file."""
    run = subprocess.run(["curl", "-ksf", "-o", "/dev/null", "-w", f"%{{speed_{what}load}}", *map(str, arguments)],
                         capture_output=True, text=True, timeout=600, check=False)
    if run.returncode != 0:
        raise programs.Failure(f"curl ended with {run.returncode}")
    return float(run.stdout) / UNITS_PER_MB


class Nginx:
    def __init__(self, work, source):
        self.work = work
        self.port = free_port()
        (work / "www").mkdir(exist_ok=True)
        link = work / "www" / "file"
        link.unlink(missing_ok=True)
        link.symlink_to(source)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", work / "nginx.key", "-out", work / "nginx.crt", "-days", "2", "-subj",
                        "/CN=localhost"], capture_output=True, timeout=PATIENCE, check=True)
        user = "user root;" if os.geteuid() == 0 else ""
        (work / "nginx.conf").write_text(NGINX.format(work=work, port=self.port, user=user), encoding="utf-8")
        self.process = subprocess.Popen(["nginx", "-c", work / "nginx.conf", "-p", work], stderr=subprocess.DEVNULL,
                                        env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})
        self.wait()

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE).close()
                return
            except OSError:
                time.sleep(0.01)
        raise programs.Failure("nginx did not start")

    def download(self):
        return curl("down", f"https://127.0.0.1:{self.port}/file")

    def upload(self, source):
        rate = curl("up", "-H", "Expect:", "-T", source, f"https://127.0.0.1:{self.port}/put/file")
        (self.work / "www/put/file").unlink()
        return rate

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Host:
    """What the engine does for a browser, without a browser's session."""

    def __init__(self, build, work, source):
        self.folder = work / "uploads"
        self.folder.mkdir(exist_ok=True)
        size = source.stat().st_size
        self.process = subprocess.Popen(
            [build / "tests/server/file-host", "--output", self.folder, "--journal", work / "uploads.sqlite",
             "--expect", f"file={size}", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        words = {}
        # Before there is a plan nothing may be put.
        while not {"upload", "plan"} <= words.keys():
            line = self.process.stdout.readline()
            if not line:
                raise programs.Failure("the host did not start")
            word, _, rest = line.strip().partition(" ")
            words[word] = rest
        self.base, self.fetch, self.put = words["base"], words["fetch"], words["upload"]

    def download(self):
        return curl("down", f"{self.base}/d/{self.fetch}/all")

    def upload(self, source):
        return curl("up", "-H", "Expect:", "-T", source, f"{self.base}/u/{self.put}/0")

    def peak_rss_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))

    def stop(self, work):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        programs.remove(self.folder)
        (work / "uploads.sqlite").unlink(missing_ok=True)
