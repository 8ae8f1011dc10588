#!/usr/bin/env python3
# test-checks.py: the checks of the source find what they are for, and nothing in a clean tree
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import subprocess
import sys
import tempfile

BUILD_AUX = pathlib.Path(sys.argv[1])

HEAD = "/* a.c: an example\n * SPDX-License-Identifier: GPL-3.0-or-later */\n"
C_HEAD = HEAD + '#include "config.h"\n'
H_HEAD = HEAD + "#pragma once\n"


def function(name, n_lines):
    return C_HEAD + f"static void\n{name} (void)\n{{\n" + "  step ();\n" * n_lines + "}\n"


CHECKS = ("layers", "style", "potfiles")

CLEAN = {
    "src/core/portunus-a.c": C_HEAD + '#include "portunus-a.h"\n#include "portunus-a-private.h"\n',
    "src/core/portunus-a.h": H_HEAD,
    "src/core/portunus-a-private.h": H_HEAD,
    "src/rtc/portunus-b.h": H_HEAD + '#include "portunus-a.h"\n',
    "src/rtc/portunus-b.c": C_HEAD + "#include <gst/gst.h>\n",
    "src/app/portunus-long.c": function("portunus_long_class_init", 90),
    "src/server/gate/x.c": C_HEAD + "#include <libsoup/soup.h>\n",
    "po/POTFILES": "src/cli/said.c\n",
    "src/cli/said.c": C_HEAD + 'int x = say (_("x"));\n',
    "src/cli/main.c": C_HEAD + 'int x = printf ("%u", 1);\n',
}

# Which check, the file, its text, and what the complaint must say.
FAULTS = [
    ("layers", "src/core/x.c", "#include <gtk/gtk.h>\n", "src/app alone"),
    ("layers", "src/engine/x.c", "#include <adwaita.h>\n", "src/app alone"),
    ("layers", "src/server/x.h", "# include <gst/gst.h>\n", "src/rtc alone"),
    ("layers", "src/rtc/x.c", "#include <libsoup/soup.h>\n", "src/server alone"),
    ("layers", "src/engine/x.c", "#include <libsecret/secret.h>\n", "src/crypto alone"),
    ("layers", "src/rtc/x.c", "#include <openssl/evp.h>\n", "src/crypto alone"),
    ("layers", "src/transfer/x.c", "#include <sqlite3.h>\n", "src/store alone"),
    ("layers", "src/app/x.c", "#include <qrencode.h>\n", "src/engine alone"),
    ("layers", "src/core/x.c", '#include "portunus-b.h"\n', "not below src/core"),
    ("layers", "src/server/x.c", '#include "portunus-b.h"\n', "not below src/server"),
    ("layers", "src/server/gate/x.c", '#include "portunus-a.h"\n', "not below src/gate"),
    ("layers", "src/server/gate/x.c", "#include <gst/gst.h>\n", "src/rtc alone"),
    ("layers", "src/rtc/x.c", '#include "portunus-a-private.h"\n', "private to src/core"),
    ("layers", "src/rtc/x.c", '#include "../core/portunus-a.h"\n', "not a bare name"),
    ("layers", "src/new/x.c", "\n", "no known layer"),
    ("style", "src/core/x.c", C_HEAD + "\tint x;\n", "a tab"),
    ("style", "src/core/x.c", C_HEAD + "int x; \n", "spaces at the end"),
    ("style", "src/core/x.c", C_HEAD + "/* " + "x" * 120 + " */\n", "120 are allowed"),
    ("style", "src/core/x.c", C_HEAD + "/* TODO: more */\n", "open end"),
    ("style", "tests/core/x.py", "# SPDX-License-Identifier: GPL-3.0-or-later\n# FIXME\n", "open end"),
    ("style", "src/core/x.c", '#include "config.h"\n', "no license line"),
    ("style", "build-aux/x.py", "print()\n", "no license line"),
    ("style", "src/core/x.h", HEAD, "#pragma once"),
    ("style", "src/core/x.c", HEAD + "#include <gio/gio.h>\n", "not config.h"),
    ("style", "src/core/x.c", C_HEAD + "gchar *x;\n", "instead of gchar"),
    ("style", "src/core/x.c", C_HEAD + "static gint x;\n", "instead of gint"),
    ("style", "src/rtc/x.c", C_HEAD + 'int x = printf ("x");\n', "does not print"),
    ("style", "src/engine/x.c", C_HEAD + 'int x = g_printerr ("x");\n', "does not print"),
    ("style", "src/core/x.c", function("send_everything", 79), "send_everything has 81 lines"),
    ("style", "src/core/x.c", C_HEAD + "int x;\n" * 800, "803 lines"),
    ("potfiles", "src/cli/x.c", C_HEAD + 'int x = say (_("x"));\n', "src/cli/x.c is missing"),
    ("potfiles", "src/engine/x.c", C_HEAD + 'int x = say (ngettext ("x", "y", 1));\n', "src/engine/x.c is missing"),
    ("potfiles", "src/web/x.js", "const x = { x: N_('x') };\n", "src/web/x.js is missing"),
    ("potfiles", "src/app/x.ui", '<property name="label" translatable="yes">x</property>\n', "src/app/x.ui is missing"),
    ("potfiles", "data/x.desktop.in", "[Desktop Entry]\n", "data/x.desktop.in is missing"),
    ("potfiles", "src/cli/said.c", C_HEAD + '/* _("x") */\n', "nothing to translate"),
    ("potfiles", "po/POTFILES", "src/cli/said.c\nsrc/cli/said.c\n", "there twice"),
]


def complaints(check, files):
    with tempfile.TemporaryDirectory() as top:
        for name, text in files.items():
            path = pathlib.Path(top) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        run = subprocess.run([sys.executable, BUILD_AUX / f"check-{check}.py", top],
                             capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr


def report(number, is_good, name, text):
    print(f"{'ok' if is_good else 'not ok'} {number} {name}")
    if not is_good:
        print("\n".join("# " + line for line in text.splitlines()))


def main():
    print(f"1..{len(CHECKS) + len(FAULTS)}")
    for number, check in enumerate(CHECKS, 1):
        status, text = complaints(check, CLEAN)
        report(number, status == 0 and not text.strip(), f"{check}: a clean tree", text)
    for number, (check, name, content, expected) in enumerate(FAULTS, len(CHECKS) + 1):
        status, text = complaints(check, {**CLEAN, name: content})
        is_good = status == 1 and len(text.strip().splitlines()) == 1 and expected in text
        report(number, is_good, f"{check}: {expected}", text)


main()
