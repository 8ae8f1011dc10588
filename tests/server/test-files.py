#!/usr/bin/env python3
# test-files.py: fetching and putting files as other programs do it: curl, wget, Python
# SPDX-License-Identifier: GPL-3.0-or-later
import http.client
import io
import json
import os
import pathlib
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import zipfile
import zlib

HOST = os.environ["FILE_HOST"]
PATIENCE = 60
TRUSTING = ssl._create_unverified_context()

cases = []


def case(function):
    cases.append(function)
    return function


class Host:
    """A server with something to fetch and somewhere to put it."""

    def __init__(self, folder, *arguments, wrapper=()):
        self.folder = folder
        self.lines = []
        self.news = threading.Condition()
        self.process = subprocess.Popen([*wrapper, HOST, *map(str, arguments)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()
        self.port = int(self.wait_for("base").rsplit(":", 1)[1])

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.rstrip("\n"))
                self.news.notify_all()

    def wait_for(self, word):
        """The rest of the first line that begins with a word."""
        def find():
            return next((line for line in self.lines if line.split(" ")[0] == word), None)

        with self.news:
            assert self.news.wait_for(find, PATIENCE), f"no {word} in {self.lines}"
            return find()[len(word) + 1:]

    def url(self, path):
        return f"https://127.0.0.1:{self.port}{path}"

    def ask(self, method, path, body=None, **fields):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=TRUSTING)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in fields.items()})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(PATIENCE) == 0

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def run(*command):
    return subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)


def make_tree(folder):
    top = folder / "Urlaub"
    (top / "leer").mkdir(parents=True)
    (top / "big.bin").write_bytes(os.urandom(3_000_000))
    (top / "größe \"1\" %.txt").write_text("größe")
    (top / "nothing").touch()
    os.utime(top / "nothing", (1_700_000_000, 1_700_000_000))
    return top


def crc_of(path):
    crc = 0
    with open(path, "rb") as file:
        while piece := file.read(1 << 24):
            crc = zlib.crc32(piece, crc)
    return crc


def share_file(folder, n_bytes=3_000_000):
    path = folder / "report.bin"
    path.write_bytes(os.urandom(n_bytes))
    host = Host(folder, path)
    return host, path.read_bytes(), f"/d/{host.wait_for('fetch')}/all"


@case
def ranges_are_those_of_the_standard(folder):
    host, content, path = share_file(folder)
    whole, got = host.ask("GET", path)
    assert (whole.status, got) == (200, content)
    tag, size = whole.headers["ETag"], len(content)
    assert whole.headers["Accept-Ranges"] == "bytes" and tag.startswith('"')
    assert whole.headers["Content-Disposition"] == \
        "attachment; filename=\"report.bin\"; filename*=UTF-8''report.bin"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    assert whole.headers["Cache-Control"] == "no-store"
    for field, status, start, end in [
            ("bytes=0-0", 206, 0, 1), ("bytes=5-9", 206, 5, 10), ("bytes=2999999-", 206, size - 1, size),
            ("bytes=-7", 206, size - 7, size), ("bytes=-99999999", 206, 0, size),
            ("bytes=10-99999999999999999999999", 206, 10, size), ("bytes=3000000-", 416, 0, 0),
            ("bytes=-0", 416, 0, 0), ("bytes=9-5", 200, 0, size), ("bytes=0-1,5-6", 200, 0, size),
            ("bytes=a-b", 200, 0, size), ("items=0-1", 200, 0, size), ("bytes=--1", 200, 0, size)]:
        answer, got = host.ask("GET", path, Range=field)
        assert answer.status == status, (field, answer.status)
        if status == 416:
            assert answer.headers["Content-Range"] == f"bytes */{size}"
            continue
        assert got == content[start:end], field
        if status == 206:
            assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}", field
    for condition, status in [(tag, 206), ('"other"', 200), (f"W/{tag}", 200),
                              ("Sat, 21 Nov 2026 11:34:28 GMT", 200)]:
        assert host.ask("GET", path, Range="bytes=1-2", If_Range=condition)[0].status == status, condition
    answer, got = host.ask("HEAD", path, Range="bytes=1-2")
    assert (answer.status, got, answer.headers["Content-Length"]) == (206, b"", "2")
    host.wait_for("complete")
    host.close()


@case
def tools_go_on_where_they_were_cut(folder):
    host, content, path = share_file(folder)
    for name, command in [("curl", ["curl", "-ks", "-C", "-", "-o"]),
                          ("wget", ["wget", "-q", "--no-check-certificate", "-c", "-O"])]:
        target = folder / name
        target.write_bytes(content[:1_234_567])
        run(*command, target, host.url(path))
        assert target.read_bytes() == content, name
    host.close()


@case
def an_archive_is_the_same_whenever_it_is_read(folder):
    top = make_tree(folder)
    host = Host(folder, top, "--text", "a text")
    path = f"/d/{host.wait_for('fetch')}"
    answer, content = host.ask("GET", path + "/all/x.zip")
    assert "filename*=UTF-8''Summer%20%E2%80%9C2026%E2%80%9D.zip" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert "Urlaub/leer/" in names and "Urlaub/größe \"1\" %.txt" not in names, names
        assert len(names) == 5 and archive.read("Urlaub/big.bin") == (top / "big.bin").read_bytes()
        assert archive.getinfo("Urlaub/nothing").date_time == (2023, 11, 14, 22, 13, 20)
    for start in [0, 1, 29, 30, 60, 2_999_999, 3_000_100, len(content) - 400, len(content) - 22, len(content) - 1]:
        for length in [1, 50, 300]:
            _, got = host.ask("GET", path + "/all", Range=f"bytes={start}-{start + length - 1}")
            assert got == content[start:start + length], (start, length)
    # What was not read yet does not keep the end from being read.
    other = Host(folder, top)
    assert other.ask("GET", f"/d/{other.wait_for('fetch')}/all", Range="bytes=-400")[1] == content[-400:]
    other.close()
    assert "complete" not in host.lines
    last = next(i for i in range(10) if host.ask("GET", f"{path}/{i}")[1] == b"a text")
    assert last > 0
    host.wait_for("complete")
    host.close()


@case
def the_end_of_an_archive_is_right_however_much_lies_before_it(folder):
    for name in "ab":
        (folder / name).write_bytes(os.urandom(40_000_000))
    ends = []
    for whole_first in (True, False):
        host = Host(folder, folder / "a", folder / "b")
        path = f"/d/{host.wait_for('fetch')}/all"
        if whole_first:
            host.ask("GET", path)
        ends.append(host.ask("GET", path, Range="bytes=-40000300")[1])
        host.close()
    assert len(ends[0]) == 40_000_300 and ends[0] == ends[1]


@case
def an_archive_of_more_than_four_gigabytes(folder):
    with open(folder / "sparse", "wb") as file:
        file.truncate(5 * 1024 ** 3)
        file.seek(4 * 1024 ** 3 + 12345)
        file.write(b"data between holes")
    (folder / "after").write_bytes(b"after")
    host = Host(folder, folder / "sparse", folder / "after")
    path = f"/d/{host.wait_for('fetch')}/all"
    size = int(host.ask("HEAD", path)[0].headers["Content-Length"])

    class Remote(io.RawIOBase):
        position = 0

        def seekable(self):
            return True

        def readable(self):
            return True

        def seek(self, offset, whence=0):
            self.position = offset + [0, self.position, size][whence]
            return self.position

        def tell(self):
            return self.position

        def readinto(self, buffer):
            end = min(self.position + len(buffer), size)
            _, got = host.ask("GET", path, Range=f"bytes={self.position}-{end - 1}") if end > self.position else (0, b"")
            buffer[:len(got)] = got
            self.position += len(got)
            return len(got)

    with zipfile.ZipFile(Remote()) as archive:
        assert [item.file_size for item in archive.infolist()] == [5 * 1024 ** 3, 5]
        assert archive.read("after") == b"after"
        assert archive.getinfo("sparse").CRC == crc_of(folder / "sparse")
    host.close()


def count_descriptors(host):
    return len(os.listdir(f"/proc/{host.process.pid}/fd"))


def open_raw(host, **options):
    """A connection for requests that nobody waits for."""
    plain = socket.socket()
    for name, value in options.items():
        plain.setsockopt(socket.SOL_SOCKET, getattr(socket, name), value)
    plain.connect(("127.0.0.1", host.port))
    return TRUSTING.wrap_socket(plain)


@case
def an_end_is_acknowledged_whatever_follows_on_the_connection(folder):
    (folder / "first").write_bytes(b"first")
    (folder / "second").write_bytes(bytes(40_000_000))
    host = Host(folder, folder / "first", folder / "second")
    path = f"/d/{host.wait_for('fetch')}"
    first = next(i for i in range(2) if host.ask("HEAD", f"{path}/{i}")[0].headers["Content-Length"] == "5")
    host.ask("GET", f"{path}/{1 - first}")
    with open_raw(host) as connection:
        connection.sendall("".join(f"GET {path}/{i} HTTP/1.1\r\nHost: x\r\n\r\n" for i in (first, 1 - first)).encode())
        host.wait_for("complete")
    host.close()


@case
def answers_that_are_not_read_cost_no_descriptors(folder):
    host, _, path = share_file(folder, 5)
    ticket = path.split("/")[2]
    with open_raw(host, SO_RCVBUF=1) as connection:
        before = count_descriptors(host)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nRange: bytes=-1\r\n\r\n".encode() * 100)
        connection.sendall(f"DELETE /d/{ticket} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        deadline = time.monotonic() + PATIENCE
        while host.ask("HEAD", path)[0].status != 404:
            assert time.monotonic() < deadline
        assert count_descriptors(host) < before + 10
    host.close()


@case
def a_file_that_changes_breaks_the_download(folder):
    host, content, path = share_file(folder, 40_000_000)
    before = count_descriptors(host)
    connection = http.client.HTTPSConnection("127.0.0.1", host.port, timeout=PATIENCE, context=TRUSTING)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read(100_000)
    (folder / "report.bin").write_bytes(b"x" * 40_000_000)
    try:
        answer.read()
        raise AssertionError("a mixture was complete")
    except (http.client.IncompleteRead, ConnectionError, ssl.SSLError):
        pass
    host.wait_for("failed")
    assert host.ask("GET", path)[0].status == 404
    deadline = time.monotonic() + PATIENCE
    while count_descriptors(host) > before:
        assert time.monotonic() < deadline, "a broken download is kept"
    host.close()


@case
def what_changed_before_is_told_before_the_first_byte(folder):
    for change in (lambda path: path.write_bytes(b"longer than it was"), lambda path: path.unlink()):
        for name in ("first", "last"):
            (folder / name).write_bytes(bytes(3_000_000))
        host = Host(folder, folder / "first", folder / "last")
        path = f"/d/{host.wait_for('fetch')}/all"
        size = int(host.ask("HEAD", path)[0].headers["Content-Length"])
        change(folder / "last")
        assert host.ask("GET", path, Range="bytes=0-99")[0].status == 206, "the first file is as it was"
        answer, content = host.ask("GET", path, Range=f"bytes=100-{size - 1}")
        assert answer.status == 409 and "changed" in json.loads(content)["error"], (answer.status, content)
        assert not {"ETag", "Content-Range", "Content-Disposition"} & set(answer.headers)
        assert host.wait_for("failed").startswith("last: ")
        assert host.ask("GET", path)[0].status == 404
        host.close()


@case
def without_a_ticket_there_is_nothing(folder):
    host, _, path = share_file(folder)
    ticket = path.split("/")[2]
    wrong = ("A" if ticket[0] != "A" else "B") + ticket[1:]
    for method, place, status in [
            ("GET", f"/d/{wrong}/all", 404), ("GET", f"/d/{ticket}", 404), ("GET", f"/d/{ticket}x/all", 404),
            ("GET", f"/d/{ticket}/1", 404), ("GET", f"/d/{ticket}/99999999", 404), ("GET", f"/d/{ticket}/-1", 404),
            ("GET", f"/d/{ticket}/../all", 400), ("POST", f"/d/{ticket}/all", 405),
            ("PUT", f"/u/{ticket}/0", 404), ("PUT", f"/u/{wrong}/0", 404), ("GET", f"/u/{ticket}/0", 405)]:
        found = host.ask(method, place)[0].status
        assert found == status or (status == 400 and found == 404), (method, place, found)
    assert host.ask("DELETE", f"/d/{ticket}", Origin="https://evil.example")[0].status == 403
    assert host.ask("DELETE", f"/d/{ticket}")[0].status == 204
    assert host.ask("GET", path)[0].status == 404
    host.close()


def expect(folder, *files, wrapper=()):
    (folder / "in").mkdir(exist_ok=True)
    host = Host(folder, "--output", folder / "in", "--journal", folder / "journal",
                *[word for file in files for word in ("--expect", file)], wrapper=wrapper)
    host.wait_for("plan")
    return host, f"/u/{host.wait_for('upload')}"


def state(host, path):
    answer, _ = host.ask("HEAD", path)
    return answer.status, answer.headers.get("Upload-Offset"), answer.headers.get("Upload-Complete")


@case
def curl_puts_files(folder):
    content = os.urandom(5_000_000)
    (folder / "x").write_bytes(content)
    host, path = expect(folder, "deep/er/x.bin=5000000", "empty=0", "text:=5")
    for index, file in [(0, "x"), (1, "nothing"), (2, "text")]:
        (folder / "nothing").touch()
        (folder / "text").write_text("hello")
        assert b"200" == run("curl", "-ks", "-T", folder / file, "-o", "/dev/null", "-w", "%{http_code}",
                             host.url(f"{path}/{index}")).stdout, file
    assert host.wait_for("text") == "hello"
    assert host.wait_for("verified") == "3 0"
    assert (folder / "in/deep/er/x.bin").read_bytes() == content
    assert (folder / "in/empty").read_bytes() == b""
    assert state(host, f"{path}/0") == (200, "5000000", "?1")
    host.close()


@case
def an_upload_goes_on_in_offsets(folder):
    content = os.urandom(3_000_000)
    host, path = expect(folder, "x=3000000")
    path += "/0"
    assert state(host, path) == (200, "0", "?0")
    answer, _ = host.ask("PUT", path, content[:1_000_000], Upload_Complete="?0")
    assert (answer.status, answer.headers["Upload-Offset"], answer.headers["Upload-Complete"]) \
        == (200, "1000000", "?0")
    answer, _ = host.ask("PUT", path, content[:5], Upload_Offset="5")
    assert (answer.status, answer.headers["Upload-Offset"]) == (409, "1000000")
    for fields in [{"Upload_Offset": "x"}, {"Upload_Offset": "-1"}, {"Upload_Complete": "1"},
                   {"Upload_Offset": "9" * 20}, {"Upload_Length": "7", "Upload_Offset": "1000000"}]:
        assert host.ask("PUT", path, b"12345", **fields)[0].status == 400, fields
    assert host.ask("PUT", path, b"x", Origin="https://evil.example")[0].status == 403

    # A request that breaks keeps what came.
    connection = http.client.HTTPSConnection("127.0.0.1", host.port, timeout=PATIENCE, context=TRUSTING)
    connection.putrequest("PUT", path)
    connection.putheader("Upload-Offset", "1000000")
    connection.putheader("Content-Length", "2000000")
    connection.endheaders()
    connection.send(content[1_000_000:1_700_000])
    deadline = time.monotonic() + PATIENCE
    while state(host, path)[1] == "1000000":
        assert time.monotonic() < deadline
    connection.close()
    status, offset, _ = state(host, path)
    assert status == 200 and 1_000_000 < int(offset) <= 1_700_000
    answer, _ = host.ask("PUT", path, content[int(offset):], Upload_Offset=offset)
    assert (answer.status, answer.headers["Upload-Complete"]) == (200, "?1")
    assert host.wait_for("verified") == "1 0"
    assert (folder / "in/x").read_bytes() == content
    assert host.ask("PUT", path, b"again")[0].status == 404
    host.close()


@case
def a_host_that_is_killed_knows_what_it_had(folder):
    content = os.urandom(30_000_000)
    host, path = expect(folder, "x=30000000")
    answer, _ = host.ask("PUT", path + "/0", content[:20_000_000], Upload_Complete="?0")
    assert answer.status == 200
    host.kill()
    host, path = expect(folder, "x=30000000")
    status, offset, _ = state(host, path + "/0")
    assert status == 200 and int(offset) >= 16 * 1024 ** 2, offset
    answer, _ = host.ask("PUT", path + "/0", content[int(offset):], Upload_Offset=offset)
    assert answer.status == 200
    assert host.wait_for("verified") == "1 0"
    assert (folder / "in/x").read_bytes() == content
    host.close()


@case
def what_is_too_long_or_does_not_come_fails_alone(folder):
    host, path = expect(folder, "long=5", "gone=7", "good=4")
    answer, _ = host.ask("PUT", path + "/0", iter([b"x" * 100_000]), Upload_Length="5")
    assert answer.status == 413, answer.status
    answer, _ = host.ask("PUT", path + "/0", b"y" * 5, Upload_Length="99999999999")
    assert answer.status == 400
    answer, _ = host.ask("PUT", path + "/0", b"y" * 5, Upload_Length="99999999999", Upload_Complete="?0")
    assert answer.status in (200, 413), answer.status
    assert state(host, path + "/0")[0] == 413
    assert host.ask("DELETE", path + "/1")[0].status == 204
    assert host.ask("DELETE", path + "/1")[0].status == 404
    assert host.ask("PUT", path + "/2", b"good")[0].status == 200
    assert host.wait_for("verified") == "1 2"
    assert [file.name for file in (folder / "in").iterdir() if file.suffix != ".part"] == ["good"]
    host.close()


def pack(*files):
    return b"".join(struct.pack(">II", index, len(content)) + content for index, content in files)


@case
def small_files_come_at_once(folder):
    host, path = expect(folder, *(f"f{i}={i}" for i in range(40)), "late=3", "gone=1")
    files = [(i, os.urandom(i)) for i in range(40)]
    for wrong in (b"", b"\0", pack((0, b""))[:-1], pack((39, b"x" * 39))[:-1], pack((39, b"")) + b"\xff" * 8,
                  struct.pack(">II", 39, 0xffffffff)):
        assert host.ask("PUT", path + "/all", wrong)[0].status == 400, wrong
    try:
        assert host.ask("PUT", path + "/all", pack((39, b"x" * (512 * 1024))))[0].status == 413
    except (ConnectionError, ssl.SSLError):
        pass
    assert host.ask("PUT", path + "/all", iter([pack((0, b""))]))[0].status == 413
    # Those that nobody waits for, or that are there twice, keep none of the others out.
    assert host.ask("PUT", path + "/all", pack((99, b"no"), *files, files[7], (7, b"another")))[0].status == 200
    assert host.ask("PUT", path + "/all", pack(*files))[0].status == 200
    assert host.ask("HEAD", path + "/all")[0].status == 404
    assert host.ask("PUT", path + "/40", b"abc")[0].status == 200
    assert host.ask("PUT", path + "/all", pack((41, b"x")))[0].status == 200
    assert host.wait_for("verified") == "42 0"
    for i, content in files:
        assert (folder / f"in/f{i}").read_bytes() == content
    host.close()


@case
def a_pack_that_breaks_is_put_again(folder):
    host, path = expect(folder, "a=5", "b=5")
    whole = pack((0, b"aaaaa"), (1, b"bbbbb"))
    with socket.create_connection(("127.0.0.1", host.port)) as plain, \
            TRUSTING.wrap_socket(plain) as connection:
        connection.sendall(f"PUT {path}/all HTTP/1.1\r\nHost: x\r\nContent-Length: {len(whole)}\r\n\r\n".encode())
        connection.sendall(whole[:-3])
    assert state(host, path + "/0")[:2] == (200, "0")
    assert host.ask("PUT", path + "/all", whole)[0].status == 200
    assert host.wait_for("verified") == "2 0"
    assert (folder / "in/b").read_bytes() == b"bbbbb"
    host.close()


@case
def a_full_disk_is_told(folder):
    content = os.urandom(8_000_000)
    # The limit of a process on the size of its files is as good as a full disk, and needs no mount.
    host, path = expect(folder, "big=8000000", "small=5", wrapper=("prlimit", "--fsize=4000000"))
    try:
        status = host.ask("PUT", path + "/0", content)[0].status
    except (ConnectionError, ssl.SSLError):
        status = state(host, path + "/0")[0]
    assert status in (500, 507), status
    assert state(host, path + "/0")[0] == status
    assert host.wait_for("refuse") == "0"
    assert host.ask("PUT", path + "/1", b"small")[0].status == 200
    assert host.wait_for("verified") == "1 1"
    host.close()


@case
def a_body_is_never_held_in_memory(folder):
    host, path = expect(folder, "x=300000000")
    command = ["curl", "-ks", "-T", "-", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Upload-Length: 300000000",
               host.url(path + "/0")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as curl:
        for _ in range(300):
            curl.stdin.write(bytes(1_000_000))
        curl.stdin.close()
        assert curl.stdout.read() == b"200"
    peak = next(int(line.split()[1]) for line in
                pathlib.Path(f"/proc/{host.process.pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    assert os.environ.get("SANITIZED") or peak < 80 * 1024, f"{peak} KiB"
    host.close()


def main():
    print(f"1..{len(cases)}")
    failures = 0
    for number, function in enumerate(cases, 1):
        name = function.__name__.replace("_", " ")
        try:
            with tempfile.TemporaryDirectory() as folder:
                function(pathlib.Path(folder))
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            failures += 1
            print(f"not ok {number} - {name}", flush=True)
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), flush=True)
    sys.exit(failures > 0)


main()
