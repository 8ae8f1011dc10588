# in_session.py: one measurement within a session that windows.py made for it
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import pathlib
import sys

sys.dont_write_bytecode = True

import frames  # noqa: E402
import windows  # noqa: E402

MEASUREMENTS = {"starts": windows.time_starts, "idle": windows.watch_idle, "frames": frames.watch_transfers}


def main():
    build, what, number = sys.argv[1:]
    print(json.dumps(MEASUREMENTS[what](pathlib.Path(build), int(number))))


if __name__ == "__main__":
    main()
