#!/usr/bin/env python3
# test-doctor.py: what the doctor finds on this machine, and what it says of servers that are not there
# SPDX-License-Identifier: GPL-3.0-or-later
from harness import case, check, equal, main

DEAD_SERVER = "turn://me@127.0.0.1:1?transport=tcp"


def settings(world, *turn_servers):
    """A settings file of its own, which the memory back end of the other tests would forget."""
    folder = world.folder("config") / "glib-2.0" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f"'{server}'" for server in turn_servers)
    (folder / "keyfile").write_text(f"[org/portunus/App]\nturn-servers=[{listed}]\n")
    return {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": str(world.folder("config"))}


@case
def findings(world):
    doctor = world.run("doctor", "doctor", "--json")
    doctor.wait()
    found = doctor.all("finding")
    equal([f for f in found if f["topic"] == "versions"][0]["grade"], "good", "the versions")
    check(any(f["topic"] == "network" for f in found), f"nothing is said of the network: {found}")
    check(all(f.get("advice") for f in found if f["grade"] == "bad"), f"a problem without advice: {found}")
    doctor.expect(1 if any(f["grade"] == "bad" for f in found) else 0)


@case
def dead_server(world):
    doctor = world.run("doctor", "doctor", "--json", environment=settings(world, DEAD_SERVER))
    doctor.expect(1)
    found = [f for f in doctor.all("finding") if f["topic"] == "server"]
    equal([f["grade"] for f in found], ["bad"], "the server")
    check("127.0.0.1:1" in found[0]["text"] and "me@" not in found[0]["text"], found[0]["text"])


@case
def no_keyring(world):
    doctor = world.run("doctor", "doctor", "--json",
                       environment={"PORTUNUS_SECRET_STORE": "auto", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/dev/null"})
    doctor.wait()
    said = "There is no keyring. The keys of this device last only until the program ends."
    equal(doctor.last("notice")["message"],
          f"{said} To keep them in an encrypted file, start with --secret-store=file.", "the notice")
    found = [f for f in doctor.all("finding") if f["topic"] == "keys"]
    equal([f["text"] for f in found], [said], "what the doctor says of the keys")
    check("passphrase" in found[0]["advice"], f"nothing helps: {found}")


@case
def usage(world):
    doctor = world.run("doctor", "doctor", "somebody")
    doctor.expect(2)


if __name__ == "__main__":
    main()
