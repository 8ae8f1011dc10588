# harness.py: runs real portunus-cli processes for the end-to-end tests and reports in TAP
# SPDX-License-Identifier: GPL-3.0-or-later
import concurrent.futures
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback

CLI = os.environ.get("PORTUNUS_CLI", "portunus-cli")
PATIENCE = float(os.environ.get("PORTUNUS_E2E_PATIENCE", "60"))
# For what comes at once, on a machine that has other things to do.
SOON = 20

# Whole programs on a bad network: a library may warn of a packet that came twice, and goes on.
os.environ["G_DEBUG"] = "gc-friendly,fatal-criticals"

cases = []
worlds = []
here = threading.local()


class Failure(Exception):
    pass


def case(function):
    cases.append(function)
    return function


def check(condition, message):
    if not condition:
        raise Failure(message)


def equal(actual, expected, what):
    check(actual == expected, f"{what}: {actual!r} instead of {expected!r}")


def wait_until(predicate, what, timeout=PATIENCE):
    deadline = time.monotonic() + timeout
    while not predicate():
        check(time.monotonic() < deadline, f"not within {timeout:.0f} s: {what}")
        time.sleep(0.02)


class Process:
    """One portunus-cli with its own data folder, away from the terminal of whoever runs the tests."""

    def __init__(self, world, name, *arguments, stdin=None, stdout=subprocess.PIPE, terminal=None, environment=None):
        self.name = name
        self.home = world.root / f"home-{name}"
        self.home.mkdir(exist_ok=True)
        self.lines = []
        self.out = b""
        self.err = b""
        self.changed = threading.Condition()
        self.is_json = "--json" in arguments
        self.process = subprocess.Popen(
            [CLI, *map(os.fspath, arguments)], cwd=world.folder(f"cwd-{name}"), env=self.environment(environment or {}),
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=stdout, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)) if terminal is not None else None)
        self.threads = [threading.Thread(target=self.read_err)]
        if stdout == subprocess.PIPE:
            self.threads.insert(0, threading.Thread(target=self.read_out))
        if stdin is not None and stdin != subprocess.PIPE:
            self.threads.append(threading.Thread(target=self.feed, args=(stdin,)))
        for thread in self.threads:
            thread.start()
        world.processes.append(self)

    def environment(self, changes):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "G_MESSAGES"))}
        environment.update(HOME=str(self.home), XDG_DATA_HOME=str(self.home / "data"),
                           XDG_CONFIG_HOME=str(self.home / "config"), XDG_CACHE_HOME=str(self.home / "cache"),
                           PORTUNUS_SECRET_STORE="memory", LC_ALL="C.UTF-8", TERM="xterm-256color")
        environment.update(changes)
        return environment

    def read_out(self):
        for line in iter(self.process.stdout.readline, b""):
            with self.changed:
                self.out += line
                if self.is_json:
                    self.lines.append(json.loads(line))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def read_err(self):
        for line in self.process.stderr:
            self.err += line

    def feed(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def say(self, line):
        """To one that was given a pipe."""
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def all(self, event):
        with self.changed:
            return [line for line in self.lines if line["event"] == event]

    def last(self, event):
        found = self.all(event)
        check(found, f"{self.name} said nothing of {event}")
        return found[-1]

    def wait_event(self, event, timeout=PATIENCE, **members):
        def find():
            return next((line for line in self.lines if line["event"] == event
                         and all(line.get(key) == value for key, value in members.items())), None)

        deadline = time.monotonic() + timeout
        with self.changed:
            while find() is None:
                left = deadline - time.monotonic()
                over = self.process.poll() is not None and not self.threads[0].is_alive()
                check(left > 0 and not over, f"{self.name}: no {event} {members or ''} "
                      + (f"before it ended with {self.process.returncode}" if over else f"in {timeout:.0f} s"))
                self.changed.wait(min(left, 0.2))
            return find()

    def wait_progress(self, n_bytes, timeout=PATIENCE):
        """Until so many bytes are through; gives how many."""
        wait_until(lambda: any(line["bytes"] >= n_bytes for line in self.all("progress"))
                   or self.process.poll() is not None, f"{n_bytes} bytes at the {self.name}", timeout)
        return max((line["bytes"] for line in self.all("progress")), default=0)

    def wait(self, timeout=PATIENCE):
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end in {timeout:.0f} s") from None
        for thread in self.threads:
            thread.join(5)
        return self.process.returncode

    def expect(self, status, timeout=PATIENCE):
        equal(self.wait(timeout), status, f"exit status of the {self.name}")

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.wait(10)

    def report(self):
        yield f"{self.name}: exit {self.process.returncode}"
        for name, text in (("out", self.out), ("err", self.err)):
            for line in text[-3000:].decode(errors="replace").splitlines()[-8:]:
                yield f"  {name}: {line[:200]}"


class Terminal:
    """A pseudo terminal whose person is the test."""

    def __init__(self):
        self.master, self.slave = pty.openpty()
        self.text = b""
        os.set_blocking(self.master, False)

    def wait_text(self, part, timeout=PATIENCE):
        def has_come():
            try:
                self.text += os.read(self.master, 65536)
            except BlockingIOError:
                pass
            return part in self.text

        wait_until(has_come, f"{part!r} on the terminal", timeout)

    def type(self, data):
        os.write(self.master, data)

    def close(self):
        os.close(self.master)
        os.close(self.slave)


class World:
    """A folder for one test, and the processes that belong to it."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="portunus-e2e-"))
        self.processes = []
        self.terminals = []
        self.closers = []

    def folder(self, name):
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def file(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def large_file(self, name, n_bytes):
        path = self.root / name
        with open(path, "wb") as out:
            left = n_bytes
            while left > 0:
                left -= out.write(os.urandom(min(left, 1 << 20)))
        return path

    def terminal(self):
        self.terminals.append(Terminal())
        return self.terminals[-1]

    def send(self, *arguments, name="sender", **options):
        return Process(self, name, "send", "--json", *arguments, **options)

    def receive(self, *arguments, name="receiver", **options):
        return Process(self, name, "receive", "--json", "--yes", *arguments, **options)

    def run(self, name, *arguments, **options):
        return Process(self, name, *arguments, **options)

    def deliver(self, *arguments, into=None, receiver=(), **options):
        """Sends and receives, and expects that all goes well; gives both processes."""
        into = into or self.folder("in")
        sender = self.send(*arguments, **options)
        link = sender.wait_event("link")["url"]
        receiver = self.receive("--output", into, *receiver, link)
        receiver.expect(0)
        sender.expect(0)
        return sender, receiver

    def close(self):
        for process in self.processes:
            process.end()
        for terminal in self.terminals:
            terminal.close()
        for close in reversed(self.closers):
            close()
        shutil.rmtree(self.root, ignore_errors=True)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_tree(root):
    """What matters of a folder: names, kinds, content, permissions, times, targets."""
    found = {}
    for path in sorted(pathlib.Path(root).rglob("*")):
        name = str(path.relative_to(root))
        info = path.lstat()
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        elif path.is_dir():
            found[name] = ("folder", info.st_mode & 0o777)
        else:
            found[name] = ("file", info.st_mode & 0o777, int(info.st_mtime), info.st_size, digest(path))
    return found


def note(text):
    """Something worth knowing about the case that runs in this thread."""
    here.lines.append(str(text))


def run_case(function):
    """Gives whether it went well, its name, and what there is to say."""
    world = World()
    worlds.append(world)
    here.lines = []
    try:
        function(world)
        return True, function.__name__, here.lines
    except Exception as error:
        for process in world.processes:
            process.end()
        if not isinstance(error, Failure):
            here.lines += traceback.format_exc().splitlines()
        here.lines.append(str(error))
        for process in world.processes:
            here.lines += process.report()
        return False, function.__name__, here.lines
    finally:
        worlds.remove(world)
        world.close()


def stop(*_):
    """Who is told to end takes along what it started."""
    for world in list(worlds):
        world.close()
    os._exit(1)


def main(workers=1):
    """Runs the cases, so many at a time."""
    signal.signal(signal.SIGTERM, stop)
    wanted = sys.argv[1:]
    chosen = [c for c in cases if not wanted or any(w in c.__name__ for w in wanted)]
    seed = int(os.environ.get("PORTUNUS_E2E_SEED", time.time_ns() % 1000000))
    random.seed(seed)
    print(f"# seed {seed}")
    print(f"1..{len(chosen)}", flush=True)
    is_good = True
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        runs = [pool.submit(run_case, function) for function in chosen]
        for number, run in enumerate(concurrent.futures.as_completed(runs), 1):
            went_well, name, lines = run.result()
            is_good = is_good and went_well
            print(f"{'ok' if went_well else 'not ok'} {number} {name}")
            for line in lines:
                print(f"# {line}")
            sys.stdout.flush()
    sys.exit(0 if is_good else 1)
