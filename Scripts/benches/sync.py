"""Keeping the cards of many people in step with their directory."""

import concurrent.futures
import http.client
import json
import socket
import threading
import time

from house import SUFFIX, Brama, Caller, Directory, Folder, certificates, run, say, until

PEOPLE = f"ou=people,{SUFFIX}"


class LocalConnection(http.client.HTTPConnection):
    """Over the command's socket, which asks for no sign-in."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def progress(brama):
    connection = LocalConnection(brama.folder / "brama.sock")
    connection.request("GET", "/api/v1/local/domains/bench/sync")
    return json.loads(connection.getresponse().read())


def memory(brama):
    """Resident megabytes of the server, now and at most."""
    with open(f"/proc/{brama.program.pid}/status") as status:
        lines = dict(line.split(":", 1) for line in status if ":" in line)
    return tuple(int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def stable_ids(directory):
    """Of everybody, by login."""
    text = run(*directory.ldapsearch("-b", PEOPLE, "(uid=*)", "uid", "entryUUID"),
               env=directory.environment)
    ids = {}
    for entry in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line)
        if "uid" in fields:
            ids[fields["uid"]] = fields["entryUUID"]
    return ids


def cards(brama, token, logins, ids):
    """A linked card for each login."""
    def make(part):
        caller = Caller(brama, token)
        for login in part:
            card = caller.call(
                "POST", "/api/v1/employees", {"login": login, "name": login}, expected=201)
            caller.call(
                "PUT", f"/api/v1/employees/{card['id']}/domain-member",
                {"domain": "bench", "member": ids[login]})

    # What ends a worker ends the bench.
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for done in [pool.submit(make, logins[start::4]) for start in range(4)]:
            done.result()


def change(directory, logins, domain):
    """New e-mail addresses for these people."""
    records = "\n".join(
        f"dn: uid={login},{PEOPLE}\nchangetype: modify\nreplace: mail\nmail: {login}@{domain}\n"
        for login in logins)
    run("ldapmodify", "-x", "-ZZ", "-H", directory.url, "-D", f"cn=admin,{SUFFIX}", "-w",
        directory.admin_password, input=records, env=directory.environment)


def bench(table, count):
    folder = Folder()
    certificates(folder)
    directory = Directory(folder, count, sync=True)
    brama = Brama(folder, [directory.url], "sync_interval = 0")
    brama.serve()
    token = brama.administrator()
    brama.command(
        "company", "set", "home", "--use-domain", "on", "--domain", "bench", "--group", "all")
    logins = [f"u{number}" for number in range(1, min(5000, count) + 1)]
    say(f"linking {len(logins)} cards")
    cards(brama, token, logins, stable_ids(directory))

    def sync(title, *more, **expected):
        start = time.perf_counter()
        answer = json.loads(brama.command("domain", "sync", "bench", "--json", *more))
        took = time.perf_counter() - start
        wrong = {key: answer[key] for key, value in expected.items() if answer[key] != value}
        if wrong:
            raise SystemExit(f"bench: {title}: {wrong} instead of {expected}")
        table.add(f"brama domain sync, {title}", took, "s")

    before, _ = memory(brama)
    table.add(f"server with {len(logins)} cards before the first pass, resident", before, "MB")
    sync(f"all {len(logins)} cards of {count} people", full=True, done=len(logins))
    after, most = memory(brama)
    table.add("server after it, resident", after, "MB", note=f"at most {most:.1f} MB so far")
    changed = logins[::len(logins) // 50][:50]
    strangers = [f"u{count - number}" for number in range(50)] if count > 2 * len(logins) else []
    change(directory, changed + strangers, "first.test")
    sync(f"after {len(changed + strangers)} changes, {len(changed)} of people with cards",
         full=False, done=len(changed), changed=len(changed))
    sync("nothing changed", full=False, done=0)

    change(directory, logins, "second.test")
    worker = threading.Thread(target=lambda: interrupted(brama))
    worker.start()
    until("a third of the pass is done", lambda: progress(brama)["done"] >= len(logins) // 3)
    done = progress(brama)["done"]
    brama.program.process.kill()
    brama.program.process.wait()
    worker.join()
    if done >= len(logins):
        raise SystemExit("bench: the pass was over before it could be killed")
    brama.serve()
    sync("the rest of a pass over all that kill -9 ended", full=True, done=len(logins),
         changed=len(logins))
    after, most = memory(brama)
    table.add("server after that, resident", after, "MB", note=f"at most {most:.1f} MB")
    brama.program.end()
    directory.program.end()


def interrupted(brama):
    """A command whose server is killed under it."""
    try:
        brama.command("domain", "sync", "bench", "--full", "--json")
    except SystemExit:
        pass
