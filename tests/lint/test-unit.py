# test-unit.py: systemd understands the unit of portunusd, and finds it locked up well
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pathlib
import re
import subprocess
import sys
import tempfile

UNIT = pathlib.Path(os.environ["PORTUNUSD_UNIT"])
PROGRAM = os.environ["PORTUNUSD"]
# Of 10; above 5 systemd itself says "exposed".
MAX_EXPOSURE = 2.5


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)


def verify(folder, text):
    """The program is not where it will be installed."""
    path = pathlib.Path(folder) / "portunusd.service"
    path.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={PROGRAM}", text, flags=re.M))
    return analyze("verify", "--man=no", "--recursive-errors=no", path), path


def main():
    print("1..3", flush=True)
    has_failed = False
    with tempfile.TemporaryDirectory() as folder:
        good, path = verify(folder, UNIT.read_text())
        rating = analyze("security", "--offline=yes", "--no-pager", path)
        exposure = re.search(r"exposure level for .*: ([\d.]+)", rating.stdout)
        bad, _ = verify(folder, UNIT.read_text().replace("ProtectSystem=strict", "ProtectSystems=strict"))
        options = re.findall(r" (--[a-z-]+)", re.search(r"^ExecStart=.*", UNIT.read_text(), re.M).group())
        known = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, timeout=60).stdout
        for number, (name, is_good, why) in enumerate([
            ("verify", good.returncode == 0 and "portunusd.service" not in good.stderr and "portunusd.service" in bad.stderr,
             good.stderr + bad.stderr),
            ("exposure", exposure and float(exposure.group(1)) <= MAX_EXPOSURE, rating.stdout + rating.stderr),
            ("options", options and all(option in known for option in options), f"{options}"),
        ], 1):
            has_failed = has_failed or not is_good
            print(f"{'ok' if is_good else 'not ok'} {number} {name}", flush=True)
            for line in [] if is_good else why.splitlines():
                print(f"# {line}")
    sys.exit(has_failed)


main()
