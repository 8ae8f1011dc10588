#!/usr/bin/env python3
# bench.py: measures Portunus beside its yardsticks in one interleaved run, and says which targets are met
# SPDX-License-Identifier: GPL-3.0-or-later
import argparse
import json
import os
import pathlib
import shutil
import statistics
import sys

sys.dont_write_bytecode = True

import gate  # noqa: E402
import https  # noqa: E402
import members  # noqa: E402
import page  # noqa: E402
import programs  # noqa: E402
import windows  # noqa: E402
import yardsticks  # noqa: E402

MIB = 1024 * 1024
GIB = 1024 * MIB
MAX_RSS_MIB = 80
MAX_HEAP_GROWTH_MIB = 8
N_SMALL_FILES = 10000
SMALL_FILE_BYTES = 4096


class Row:
    """One line of the table."""

    def __init__(self, name, figure, target, is_met):
        self.name, self.figure, self.target, self.is_met = name, figure, target, is_met

    @classmethod
    def ratio(cls, name, ours, theirs, unit, at_least):
        ratio = ours / theirs
        return cls(name, f"{ours:,.0f} / {theirs:,.0f} {unit} = {ratio:.2f}", f">= {at_least}", ratio >= at_least)

    @classmethod
    def at_most(cls, name, figure, limit, unit):
        return cls(name, f"{figure:.2f} {unit}", f"<= {limit} {unit}", figure <= limit)

    @classmethod
    def at_least(cls, name, figure, limit, unit):
        return cls(name, f"{figure:,.0f} {unit}", f">= {limit} {unit}", figure >= limit)

    @classmethod
    def failed(cls, name, why):
        return cls(name, f"not measured: {why}", "", False)


def write_random_file(path, n_mib):
    with open(path, "wb") as file:
        for _ in range(n_mib):
            file.write(os.urandom(MIB))
        file.flush()
        os.fsync(file.fileno())


def make_small_files(folder):
    folder.mkdir()
    for i in range(N_SMALL_FILES):
        (folder / f"file-{i:05}.bin").write_bytes(os.urandom(SMALL_FILE_BYTES))


def median(values):
    return statistics.median(values)


def note(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def measure_rtc(bench):
    """Our transfer, the windowed and the naive webrtcbin in turn, so that a slow minute hits all three."""
    source = bench.work / "random.bin"
    write_random_file(source, bench.n_mib)
    ours, windowed, naive, transfers = [], [], [], []
    for i in range(bench.runs):
        transfers.append(programs.transfer(bench.cli, bench.work, source))
        ours.append(bench.n_mib * MIB / transfers[-1].seconds / 1e6)
        windowed.append(yardsticks.webrtc(bench.build, bench.n_mib, False))
        naive.append(yardsticks.webrtc(bench.build, bench.n_mib, True))
        note(f"run {i + 1}: CLI {ours[-1]:.1f}, bare webrtcbin {windowed[-1]:.1f}, naive {naive[-1]:.1f} MB/s")
    source.unlink()

    size = f"{bench.n_mib} MiB"
    bench.keep("rtc", ours_mb_s=ours, webrtc_mb_s=windowed, naive_mb_s=naive,
               seconds=[t.seconds for t in transfers], command_s=[t.command_s for t in transfers])
    yield Row.ratio(f"{size}, CLI to CLI / bare webrtcbin", median(ours), median(windowed), "MB/s", 0.95)
    yield Row.ratio(f"{size}, CLI to CLI / naive loop", median(ours), median(naive), "MB/s", 1.5)
    yield from memory_rows(bench, size, transfers)
    yield Row.at_most("accept to first byte", median([t.first_byte_s for t in transfers]), 0.5, "s")


def memory_rows(bench, size, transfers):
    sender, receiver = max(t.rss_sender for t in transfers), max(t.rss_receiver for t in transfers)
    bench.keep(f"peak RSS, {size}", sender_mib=sender, receiver_mib=receiver)
    yield Row.at_most(f"{size}, peak RSS of the sender", sender, MAX_RSS_MIB, "MiB")
    yield Row.at_most(f"{size}, peak RSS of the receiver", receiver, MAX_RSS_MIB, "MiB")


def measure_beside_webrtc(bench, lane, wanted):
    """One lane and WebRTC in turn, from one program to another on this machine."""
    source = bench.work / "random.bin"
    write_random_file(source, bench.n_mib)
    rates, webrtc, transfers = [], [], []
    for i in range(bench.runs):
        transfers.append(programs.transfer(bench.cli, bench.work, source, lane))
        rates.append(bench.n_mib * MIB / transfers[-1].seconds / 1e6)
        webrtc.append(bench.n_mib * MIB / programs.transfer(bench.cli, bench.work, source).seconds / 1e6)
        note(f"run {i + 1}: {lane} {rates[-1]:.1f}, rtc {webrtc[-1]:.1f} MB/s")
    source.unlink()

    size = f"{bench.n_mib} MiB"
    bench.keep(lane, ours_mb_s=rates, rtc_mb_s=webrtc)
    yield Row.ratio(f"{size}, CLI to CLI by {lane} / by WebRTC", median(rates), median(webrtc), "MB/s", wanted)
    yield from memory_rows(bench, f"{size} by {lane}", transfers)


def measure_relay(bench):
    yield from measure_beside_webrtc(bench, "relay", 0.5)


def measure_tcp(bench):
    yield from measure_beside_webrtc(bench, "tcp", 2)


def measure_sparse(bench):
    """A file far larger than memory limits: a few blocks of data and holes between them."""
    n_bytes = bench.sparse_gib * GIB
    source = bench.work / "sparse.bin"
    with open(source, "wb") as file:
        file.truncate(n_bytes)
        for i in range(64):
            file.seek(n_bytes // 64 * i)
            file.write(os.urandom(MIB))
    try:
        done = programs.transfer(bench.cli, bench.work, source)
    finally:
        source.unlink()
    note(f"{bench.sparse_gib} GiB sparse in {done.seconds:.1f} s")
    bench.keep("sparse", seconds=done.seconds, gib=bench.sparse_gib)
    yield from memory_rows(bench, f"{bench.sparse_gib} GiB sparse", [done])


def measure_aead(bench):
    seal, open_, encrypt, decrypt = [], [], [], []
    for i in range(bench.runs):
        sealing, opening = yardsticks.aead(bench.build)
        seal.append(sealing)
        open_.append(opening)
        encrypt.append(yardsticks.openssl(False))
        decrypt.append(yardsticks.openssl(True))
        note(f"run {i + 1}: seal {seal[-1]:.0f}, open {open_[-1]:.0f}, "
             f"openssl {encrypt[-1]:.0f} and {decrypt[-1]:.0f} MB/s")
    bench.keep("aead", seal_mb_s=seal, open_mb_s=open_, openssl_seal_mb_s=encrypt, openssl_open_mb_s=decrypt)
    yield Row.ratio("sealing / openssl speed", median(seal), median(encrypt), "MB/s", 0.8)
    yield Row.ratio("opening / openssl speed", median(open_), median(decrypt), "MB/s", 0.8)


def measure_small_files(bench):
    """Whole commands on both sides: from the start of the receiving command to its end."""
    source = bench.work / "many"
    make_small_files(source)
    server = yardsticks.SshServer(bench.work / "ssh")
    ours, theirs = [], []
    try:
        for i in range(bench.runs):
            ours.append(N_SMALL_FILES / programs.transfer(bench.cli, bench.work, source).command_s)
            theirs.append(N_SMALL_FILES / server.copy_folder(source, bench.work / "untarred"))
            note(f"run {i + 1}: CLI {ours[-1]:.0f}, tar over ssh {theirs[-1]:.0f} files/s")
    finally:
        server.stop()
    bench.keep("small files", ours_per_s=ours, ssh_per_s=theirs)
    yield Row.ratio(f"{N_SMALL_FILES:,} files of 4 KiB / tar over ssh", median(ours), median(theirs), "files/s", 0.7)


def measure_gate(bench):
    """A connection for each request was all there was before connections were kept."""
    n = 1000 if bench.is_quick else 5000
    connections, requests, crowds, bursts = [], [], [], []
    for i in range(bench.runs):
        server = gate.Server(bench.build, bench.work)
        try:
            connections.append(server.connection_rate(n)[0])
            requests.append(server.request_rate(n))
            bursts.append(server.burst(500))
        finally:
            server.stop()
        crowds.append(gate.crowd_p99_ms(bench.build))
        note(f"run {i + 1}: {connections[-1]:.0f} connections/s, {requests[-1]:.0f} requests/s, "
             f"500 at once in {bursts[-1]:.3f} s, p99 {crowds[-1]:.0f} ms")
    bench.keep("gate", connections_per_s=connections, requests_per_s=requests, burst_s=bursts, crowd_p99_ms=crowds)
    yield Row.at_least("connections, each with a request", median(connections), 500, "/s")
    yield Row.ratio("requests on kept connections / on their own", median(requests), median(connections), "/s", 1.5)
    yield Row.at_most("500 connections at once", median(bursts), 1, "s")
    yield Row.at_most("p99 of others behind 1000 silent TLS clients", median(crowds), 250, "ms")


def measure_https(bench):
    """Our host and nginx in turn, with TLS 1.3 and the same file in the same cache."""
    source = bench.work / "random.bin"
    write_random_file(source, bench.n_mib)
    figures = {"down": [], "nginx_down": [], "up": [], "nginx_up": []}
    peaks = []
    nginx = https.Nginx(bench.work, source)
    try:
        for i in range(bench.runs):
            host = https.Host(bench.build, bench.work, source)
            try:
                for name, theirs, ours in [("down", nginx.download, host.download),
                                           ("up", lambda: nginx.upload(source), lambda: host.upload(source))]:
                    figures[f"nginx_{name}"].append(theirs())
                    figures[name].append(ours())
                peaks.append(host.peak_rss_mib())
            finally:
                host.stop(bench.work)
            note(f"run {i + 1}: " + ", ".join(f"{name} {rates[-1]:.0f}" for name, rates in figures.items()) + " MB/s")
    finally:
        nginx.stop()
        source.unlink()
    bench.keep("https", peak_rss_mib=peaks, **{f"{name}_mb_s": rates for name, rates in figures.items()})
    size = f"{bench.n_mib} MiB"
    yield Row.ratio(f"{size} by HTTPS, curl fetches, ours / nginx", median(figures["down"]),
                    median(figures["nginx_down"]), "MB/s", 0.8)
    yield Row.ratio(f"{size} by HTTPS, curl puts, ours / nginx", median(figures["up"]), median(figures["nginx_up"]),
                    "MB/s", 0.8)
    yield Row.at_most(f"{size} by HTTPS, peak RSS of the host", max(peaks), MAX_RSS_MIB, "MiB")


def measure_browser(bench):
    """A bare Chromium, since a test tool in between halves what it sends, and two bare channels in one tab of it."""
    runs = [yardsticks.browser(bench.cli, bench.work, bench.n_mib) for _ in range(bench.runs)]
    for i, run in enumerate(runs):
        note(f"run {i + 1}: bare {run['bare']:.0f}, down {run['down']['rate']:.0f}, up {run['up']['rate']:.0f} MB/s")
    bench.keep("browser", runs=runs)
    bare = median([run["bare"] for run in runs])
    for name, what in [("down", "host to browser by HTTPS"), ("up", "browser to host by HTTPS")]:
        yield from browser_rows(bench, runs, (name, what, "bare channel in a tab"), (bare, 5))


def measure_channel(bench):
    """Each direction beside a webrtcbin and a page that do nothing else, all in the same browser."""
    runs = [yardsticks.channel(bench.build, bench.work, bench.n_mib) for _ in range(bench.runs)]
    for i, run in enumerate(runs):
        note(f"run {i + 1}: into the page bare {run['bareInto']:.1f}, ours {run['into']['rate']:.1f}; "
             f"from it bare {run['bareFrom']:.1f}, ours {run['from']['rate']:.1f} MB/s")
    bench.keep("channel", runs=runs)
    for name, bare, what in [("into", "bareInto", "program to browser"), ("from", "bareFrom", "browser to program")]:
        theirs = median([run[bare] for run in runs])
        yield from browser_rows(bench, runs, (name, f"{what} by data channels", "bare channel"), (theirs, 0.95))


def browser_rows(bench, runs, names, target):
    name, what, yardstick = names
    bare, at_least = target
    size = f"{bench.n_mib} MiB"
    rate = median([run[name]["rate"] for run in runs])
    growth = max(run[name]["growth"] for run in runs)
    yield Row.ratio(f"{size}, {what} / {yardstick}", rate, bare, "MB/s", at_least)
    yield Row.at_most(f"{size}, {what}, growth of the scripts' heap", growth, MAX_HEAP_GROWTH_MIB, "MiB")


def measure_page(bench):
    """The first page and that of a room, on the phone and the line that Lighthouse simulates from what it observes."""
    lighthouse = page.install(bench.build / "tests/bench/tools")
    server = page.Server(bench.build, bench.work)
    runs = {"first page": [], "room": []}
    try:
        for i in range(bench.runs):
            for name, url in [("first page", server.start), ("room", server.room)]:
                runs[name].append(page.look(lighthouse, url))
                note(f"run {i + 1}, {name}: {runs[name][-1]}")
    finally:
        server.stop()
    bench.keep("page", **{name.replace(" ", "_"): looks for name, looks in runs.items()})
    for name, looks in runs.items():
        for category in page.CATEGORIES:
            score = median([look[category] for look in looks])
            yield Row.at_least(f"Lighthouse, {name}, {category}", score, 98, "of 100")
        yield Row.at_most(f"{name}, first contentful paint", median([look["paint"] for look in looks]), 0.8, "s")
        yield Row.at_most(f"{name}, interactive", median([look["interactive"] for look in looks]), 1.4, "s")


def measure_signaling(bench):
    """In rooms of two and of eight; at a pace that every member may keep."""
    seconds = 5 if bench.is_quick else 20
    for per_room in 2, 8:
        runs = [members.signal(bench.build, "plain", 120, per_room, 10500, seconds) for _ in range(bench.runs)]
        note(f"rooms of {per_room}: {runs}")
        bench.keep(f"signaling, rooms of {per_room}", runs=runs)
        if any(run["received"] != run["sent"] for run in runs):
            yield Row.failed(f"signals in rooms of {per_room}", "some were lost")
        yield Row.at_least(f"signals relayed in rooms of {per_room}", median(run["per_s"] for run in runs), 10000, "/s")
        yield Row.at_most(f"p99 of them in rooms of {per_room}", median(run["p99_ms"] for run in runs), 5, "ms")


def measure_web_sockets(bench):
    """Silent ones, who ought to cost those who come after them nothing."""
    n_plain, n_tls = (2000, 500) if bench.is_quick else (10000, 1000)
    plain_rate = members.sit(bench.build, "plain", 1000)[1]
    plain_bytes, crowded_rate, last_rate = members.sit(bench.build, "plain", n_plain)
    tls_bytes, tls_rate, _ = members.sit(bench.build, "tls", n_tls)
    note(f"{plain_rate:.0f} joins/s on the way to 1,000, {crowded_rate:.0f} to {n_plain:,}, the last at {last_rate:.0f}; "
         f"{tls_rate:.0f} with TLS to {n_tls:,}")
    bench.keep("web sockets", plain_bytes=plain_bytes, plain_per_s=plain_rate, crowded_per_s=crowded_rate,
               last_per_s=last_rate, tls_bytes=tls_bytes, tls_per_s=tls_rate)
    yield Row.at_most(f"memory of each of {n_plain:,} silent WebSockets", plain_bytes / 1024, 20, "KiB")
    yield Row.at_least("WebSockets that join, one after another", plain_rate, 500, "/s")
    yield Row.at_least(f"WebSockets that join on the way to {n_plain:,}", crowded_rate, 500, "/s")
    yield Row.at_most(f"memory of each of {n_tls:,} with TLS", tls_bytes / 1024, 60, "KiB")
    yield Row.at_least("WebSockets that join with TLS", tls_rate, 100, "/s")


def measure_startup(bench):
    """From the start of the program to something in its window, beside Debian's editor."""
    times = windows.run(bench.build, "starts", 3 if bench.is_quick else 3 * bench.runs)
    note(", ".join(f"{name} {[round(ms) for ms in figures]}" for name, figures in times.items()) + " ms")
    bench.keep("startup", **{f"{name}_ms": figures for name, figures in times.items()})
    ours, editor = median(times["ours"]), median(times["editor"])
    yield Row.at_most("start to the first content of the window", ours, 500, "ms")
    yield Row.at_most("the same / gnome-text-editor", ours / editor, 1.2, "")


def measure_idle(bench):
    """A window that nobody touches, beside an empty one."""
    figures = windows.run(bench.build, "idle", 20 if bench.is_quick else 60)
    note(f"{figures}")
    bench.keep("idle", **figures)
    ours, empty = figures["ours"], figures["empty"]
    more = ours["wake_ups_per_s"] - empty["wake_ups_per_s"]
    yield Row.at_most("wake-ups of the idle window, beyond an empty one's", more, 0.05, "/s")
    yield Row.at_most("wake-ups while a link waits for somebody", figures["link"]["wake_ups_per_s"], 0.05, "/s")
    yield Row.at_most("wake-ups without a window", figures["background"]["wake_ups_per_s"], 0.05, "/s")
    yield Row.at_most("memory of the idle window (Pss)", ours["pss_mib"], 120, "MiB")


def measure_frames(bench):
    """Between two waits of the main loop a frame cannot be drawn. Two programs that share a processor wait for each
    other, which is no fault of the window's, so that the wait for a processor does not count."""
    lanes = windows.run(bench.build, "frames", bench.n_mib)
    bench.keep("frames", **lanes)
    for lane, figures in lanes.items():
        note(f"{lane}: {figures}")
        yield Row.at_most(f"longest turn of the window's loop, {bench.n_mib} MiB by {lane}, processor time",
                          figures["cpu"]["longest_ms"], 16, "ms")
        yield Row.at_most(f"the same with what it waited for, but for a processor, {lane}",
                          figures["held"]["longest_ms"], 16, "ms")
        yield Row.at_most(f"wake-ups of the window after a transfer by {lane}", figures["wake_ups_per_s"], 0.05, "/s")


MEASUREMENTS = {
    "startup": measure_startup,
    "idle": measure_idle,
    "frames": measure_frames,
    "gate": measure_gate,
    "browser": measure_browser,
    "channel": measure_channel,
    "page": measure_page,
    "https": measure_https,
    "signaling": measure_signaling,
    "websockets": measure_web_sockets,
    "rtc": measure_rtc,
    "relay": measure_relay,
    "tcp": measure_tcp,
    "sparse": measure_sparse,
    "aead": measure_aead,
    "small-files": measure_small_files,
}


class Bench:
    def __init__(self, options):
        self.build = pathlib.Path(options.build).resolve()
        self.cli = self.build / "src/cli/portunus-cli"
        self.work = self.build / "work"
        self.runs = options.runs
        self.is_quick = options.quick
        self.n_mib = 200 if options.quick else 1024
        self.sparse_gib = 2 if options.quick else 20
        self.figures = {}
        programs.remove(self.work)
        self.work.mkdir()

    def keep(self, name, **values):
        self.figures[name] = values

    def warm_up(self):
        """Fills the caches that an installed program finds filled."""
        source = self.work / "first.bin"
        write_random_file(source, 1)
        programs.transfer(self.cli, self.work, source)

    def run(self, names):
        try:
            self.warm_up()
        except (programs.Failure, OSError) as error:
            note(f"a first transfer failed: {error}")
        for name in names:
            note(name)
            try:
                yield from MEASUREMENTS[name](self)
            except (programs.Failure, OSError, ValueError, KeyError) as error:
                yield Row.failed(name, f"{error}")


def print_table(rows):
    table = [("measurement", "figure", "target", "")]
    table += [(row.name, row.figure, row.target, "met" if row.is_met else "NOT MET") for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(4)]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def parse_options():
    parser = argparse.ArgumentParser(prog="build-aux/bench", description="Measures Portunus beside its yardsticks.")
    parser.add_argument("--build", default="_build-bench", help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts (default: 3)")
    parser.add_argument("--quick", action="store_true", help="200 MiB and 2 GiB instead of 1 GiB and 20 GiB")
    parser.add_argument("measurement", nargs="*", help=f"only these: {', '.join(MEASUREMENTS)}")
    options = parser.parse_args()
    unknown = set(options.measurement) - set(MEASUREMENTS)
    if unknown or options.runs < 1:
        parser.error(f"there is no measurement {', '.join(unknown)}" if unknown else "at least one run is needed")
    return options


def main():
    options = parse_options()
    bench = Bench(options)
    try:
        rows = list(bench.run(options.measurement or MEASUREMENTS))
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)
    print_table(rows)
    report = {"cpus": os.cpu_count(), "runs": bench.runs, "figures": bench.figures,
              "rows": [vars(row) for row in rows]}
    (bench.build / "bench.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
