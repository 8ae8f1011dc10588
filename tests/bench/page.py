# page.py: what Lighthouse says of the page, as a phone on a slow line would get it from a real portunusd
# SPDX-License-Identifier: GPL-3.0-or-later
import filecmp
import json
import os
import pathlib
import re
import shutil
import subprocess

import programs

PATIENCE = 30
LIGHTHOUSE_S = 300
# Now and then its trace lacks the beginning (NO_NAVSTART), and it asks to be run again.
TRIES = 3
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = {"paint": "first-contentful-paint", "interactive": "interactive"}
MS_PER_S = 1000


def install(folder):
    """Lighthouse from npm, in the versions of its lock file, unless it is there."""
    source = pathlib.Path(__file__).with_name("tools")
    installed = folder / "installed.json"
    if not installed.exists() or not filecmp.cmp(source / "package-lock.json", installed, shallow=False):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, folder)
        run = subprocess.run(["npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"],
                             capture_output=True, text=True, timeout=LIGHTHOUSE_S, check=False)
        if run.returncode != 0:
            raise programs.Failure(f"npm ci: {run.stderr.strip()[-300:]}")
        shutil.copy(source / "package-lock.json", installed)
    return folder / "node_modules/lighthouse/cli/index.js"


class Server:
    """A portunusd with a room."""

    def __init__(self, build, work):
        self.home = work / "page"
        self.home.mkdir()
        environment = dict(os.environ, HOME=str(self.home), XDG_RUNTIME_DIR=str(self.home),
                           PORTUNUS_SECRET_STORE="memory")
        self.process = subprocess.Popen(
            [build / "src/daemon/portunusd", "--listen", "127.0.0.1:0", "--print-link", "--data-dir", self.home / "data"],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.room = self.process.stdout.readline().strip()
        match = re.match(r"https://[^/]+/", self.room)
        if not match:
            self.stop()
            raise programs.Failure("portunusd gave no link")
        self.start = match.group(0)

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        programs.remove(self.home)


def run_once(lighthouse, url):
    """What it found, or a failure."""
    run = subprocess.run(
        ["node", lighthouse, url, "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}",
         "--chrome-flags=--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors"],
        env=dict(os.environ, CHROME_PATH=shutil.which("chromium") or ""), capture_output=True, text=True,
        timeout=LIGHTHOUSE_S, check=False)
    if run.returncode != 0:
        raise programs.Failure(f"lighthouse: {run.stderr.strip()[-300:]}")
    report = json.loads(run.stdout)
    if "runtimeError" in report:
        raise programs.Failure(f"lighthouse: {report['runtimeError']['message']}")
    return report


def look(lighthouse, url):
    """Scores of 100, and seconds until something is shown and until it can be used."""
    for left in reversed(range(TRIES)):
        try:
            report = run_once(lighthouse, url)
            break
        except programs.Failure:
            if left == 0:
                raise
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    times = {name: report["audits"][audit]["numericValue"] / MS_PER_S for name, audit in TIMES.items()}
    return {**scores, **times, "layout_shift": report["audits"]["cumulative-layout-shift"]["numericValue"],
            "machine": report["environment"]["benchmarkIndex"]}
