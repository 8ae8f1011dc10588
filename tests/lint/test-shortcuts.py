# test-shortcuts.py: the window of shortcuts lists every key of the application, and no other
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

# Keys that GTK gives to any application or list.
OF_GTK = {"<Control>question", "F10", "Return"}
# The same as another key, or what closes any dialog.
NOT_LISTED = {"Menu", "Escape"}

TABLE_LINE = re.compile(r'\{ "([^"]+)", \{ ("[^}]*") \} \}')
CLASS_BINDING = re.compile(r"add_binding(?:_action)? \(widget_class, GDK_KEY_(\w+), ([\w| ]+),")
MASKS = {"GDK_CONTROL_MASK": "<Control>", "GDK_SHIFT_MASK": "<Shift>", "GDK_ALT_MASK": "<Alt>"}


def read_table(folder):
    """Accelerators of actions: {"win.view::send": ["<Alt>1"]}."""
    text = (folder / "portunus-application-actions.c").read_text()
    table = text[text.index("Accelerator accelerators[] = {"):]
    table = table[:table.index("\n};")]
    return {action: re.findall(r'"([^"]+)"', keys) for action, keys in TABLE_LINE.findall(table)}


def read_bindings(folder):
    """Keys that widgets listen to, in their code or their templates."""
    for path in sorted(folder.glob("*.c")):
        for key, masks in CLASS_BINDING.findall(path.read_text()):
            yield "".join(MASKS[mask] for mask in MASKS if mask in masks) + key
    for path in sorted(folder.glob("*.ui")):
        for element in ElementTree.parse(path).iter("property"):
            if element.get("name") == "trigger":
                yield element.text


def read_overlay(text):
    """What the window lists: actions, and keys that have none."""
    actions, keys = [], []
    for element in ElementTree.fromstring(text).iter("object"):
        if element.get("class") == "GtkShortcutsShortcut":
            properties = {child.get("name"): child.text for child in element.findall("property")}
            if not properties.get("title"):
                raise ValueError("a shortcut without a title")
            if "action-name" in properties:
                actions.append(properties["action-name"])
            else:
                keys += properties["accelerator"].split()
    return actions, keys


def compare(table, bindings, overlay):
    actions, keys = read_overlay(overlay)
    listed = set(actions) - {"win.show-help-overlay"}
    yield from (f"{action} is not listed" for action in sorted(set(table) - listed))
    yield from (f"{action} is listed and has no key" for action in sorted(listed - set(table)))
    of_widgets = set(bindings) - NOT_LISTED
    yield from (f"{key} is not listed" for key in sorted(of_widgets - set(keys)))
    yield from (f"{key} is listed and does nothing" for key in sorted(set(keys) - of_widgets - OF_GTK))
    every = [key for some in table.values() for key in some] + sorted(of_widgets)
    yield from (f"{key} has two meanings" for key in sorted({key for key in every if every.count(key) > 1}))
    if len(actions + keys) != len(set(actions + keys)):
        yield "something is listed twice"


def main():
    folder = pathlib.Path(sys.argv[1]) / "src/app"
    overlay = (folder / "gtk/help-overlay.ui").read_text()
    table, bindings = read_table(folder), list(read_bindings(folder))
    faults = list(compare(table, bindings, overlay))
    for fault in faults:
        print(f"# {fault}")
    spoiled = [
        (table, bindings, overlay.replace("win.pick-files", "win.other")),
        (table, bindings, overlay.replace(">Delete<", ">Insert<")),
        (table, bindings + ["<Control>x"], overlay),
        ({**table, "win.other": ["<Control>q"]}, bindings, overlay),
        ({**table, "win.pick-files": table["win.pick-folder"]}, bindings, overlay),
    ]
    print("not ok 1 shortcuts" if faults or len(table) < 10 or len(bindings) < 4 else "ok 1 shortcuts")
    for number, case in enumerate(spoiled, 2):
        print(f"{'ok' if list(compare(*case)) else 'not ok'} {number} spoiled shortcuts {number - 1} are found")
    print(f"1..{len(spoiled) + 1}")


main()
