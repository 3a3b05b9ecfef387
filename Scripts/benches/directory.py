"""Listing, searching and keeping in step 100,000 people, signing in while a server fails, and the doctor."""

import json
import signal
import subprocess
import threading
import time
from collections import Counter

import sync
from house import (
    SUFFIX, SURNAMES, Brama, Caller, Directory, Folder, Table, alternately, certificates, median,
    password_of, percentile, say)

PEOPLE = f"ou=people,{SUFFIX}"
NAMES = ("displayName", "cn", "givenName", "sn", "uid")
ATTRIBUTES = ("entryUUID", "uid", "mail", "displayName", "cn")


def phrase_filter(phrase):
    """What Brama asks for, in a filter of one's own."""
    parts = "".join(f"({name}=*{phrase}*)" for name in NAMES)
    return f"(&(objectClass=inetOrgPerson)(uid=*)(|{parts}))"


def quiet(command, environment):
    """Runs it without keeping what it prints; 4 is ldapsearch's word for a size limit that was met."""
    done = subprocess.run(
        [str(part) for part in command], env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE)
    if done.returncode not in (0, 4):
        raise SystemExit(f"bench: {command[0]}: {done.returncode} {done.stderr[-500:]!r}")


def phrases(table, brama, directory, token):
    caller = Caller(brama, token)
    for title, phrase in (("one match", "Mazur 4477"), ("more than 50", "Kowal")):
        ours, theirs = alternately(
            lambda: quiet([brama.binary, "domain", "members", "bench", phrase], brama.environment),
            lambda: quiet(
                directory.ldapsearch(
                    "-b", PEOPLE, "-z", "51", phrase_filter(phrase), *ATTRIBUTES),
                directory.environment), rounds=101)
        table.add(
            f"brama domain members, phrase, {title}: ratio to ldapsearch",
            median(ours) / median(theirs), "x", aim=1.1, least=1.5,
            note=f"{median(ours) * 1000:.1f} ms and {median(theirs) * 1000:.1f} ms")
        path = f"/api/v1/domains/bench/members?search={phrase.replace(' ', '%20')}"
        answers = []
        for _ in range(21):
            start = time.perf_counter()
            caller.call("GET", path)
            answers.append(time.perf_counter() - start)
        table.add(
            f"GET /domains/bench/members, phrase, {title}", median(answers[1:]) * 1000, "ms",
            aim=50, least=100, note=Table.spread([value * 1000 for value in answers[1:]]))


def pages(table, brama, title, count):
    """Seconds between pages of 200 as `--all` prints them, at the start and at the end."""
    program = subprocess.Popen(
        [brama.binary, "domain", "members", "bench", "--group", "everybody", "--all", "--json"],
        env=brama.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    start = time.perf_counter()
    moments, lines = [], 0
    for _ in program.stdout:
        lines += 1
        if lines % 200 == 0:
            moments.append(time.perf_counter())
    if program.wait() != 0 or lines < count:
        raise SystemExit(f"bench: {lines} lines of {count} people")
    gaps = [b - a for a, b in zip(moments, moments[1:])]
    first, last = median(gaps[:50]), median(gaps[-50:])
    table.add(f"{title}: first page", (moments[0] - start) * 1000, "ms")
    table.add(f"{title}: a page at the start (2 to 51)", first * 1000, "ms")
    table.add(f"{title}: a page at the end (the last 50)", last * 1000, "ms")
    table.add(f"{title}: end to start", last / first, "x", aim=1.0, least=1.5)
    table.add(f"{title}: all {count}", moments[-1] - start, "s")


def failover(table, folder, first, second):
    """Sign-ins one after the other while the first of two servers hangs, then dies, then returns."""
    brama = Brama(
        folder, [first.url, second.url],
        'create_cards = true\nconnect_timeout = 2\noperation_timeout = 2\n')
    brama.serve()
    brama.administrator()
    brama.command(
        "company", "set", "home", "--use-domain", "on", "--domain", "bench", "--group", "whole")
    samples, stop = [], threading.Event()

    def sign_in():
        caller, number = Caller(brama), 0
        while not stop.is_set():
            number += 2
            start = time.perf_counter()
            status = caller.call(
                "POST", "/api/v1/sign-in",
                {"login": f"u{number}", "password": password_of(number)}, expected=None)
            samples.append((start, time.perf_counter() - start, status))
            time.sleep(0.01)

    worker = threading.Thread(target=sign_in)
    worker.start()

    def phase(title, seconds):
        begin = time.perf_counter()
        time.sleep(seconds)
        mine = [s for s in samples if begin <= s[0] < begin + seconds - 0.05]
        times = [took * 1000 for _, took, _ in mine]
        others = Counter(status for _, _, status in mine if status != 200)
        table.add(f"sign-in {title}: median", median(times), "ms",
                  note=f"{len(times)} sign-ins, not 200: {dict(others)}")
        table.add(f"sign-in {title}: 99 of 100", percentile(times, 0.99), "ms")
        table.add(f"sign-in {title}: slowest", max(times), "ms")

    time.sleep(2)
    phase("before", 10)
    first.program.signal(signal.SIGSTOP)
    phase("in the minute after the first server hangs", 60)
    first.program.signal(signal.SIGCONT)
    phase("in the minute after it comes back", 60)
    first.program.end()
    phase("in the 20 seconds after it is killed", 20)
    stop.set()
    worker.join()
    brama.program.end()


def phrases_in_group(table, brama, count):
    """Phrases in a group that only its values tell of: few matches, and then many twice."""
    brama.serve()
    caller = Caller(brama, brama.administrator())
    groups = json.loads(brama.command("domain", "groups", "bench", "--json"))["groups"]
    group = next(group["id"] for group in groups if group["name"] == "everybody")
    nested = next(group["id"] for group in groups if group["name"] == "whole")
    one = f"Mazur {mazur(count)}"
    for title, chosen, phrase, rounds, bounds in (
            ("one match", group, one, 21, (50, 100)),
            ("one match, nested", nested, one, 21, (50, 100)),
            ("many, first", group, "Kowal", 1, (None, None)),
            ("many, within the minute", group, "Kowal", 21, (50, 100))):
        path = f"/api/v1/domains/bench/members?group={chosen}&search={phrase.replace(' ', '%20')}"
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            answer = caller.call("GET", path)
            times.append((time.perf_counter() - start) * 1000)
            if not answer["members"]:
                raise SystemExit(f"bench: nobody found for {phrase}")
        aim, least = bounds
        table.add(
            f"phrase in a group of {count} without memberOf, {title}", median(times), "ms", aim=aim,
            least=least, note=Table.spread(times))
    brama.program.end()


def mazur(count):
    """An even number of a person called Mazur."""
    return next(number for number in range(count // 2 // 62 * 62, count)
                if number % 2 == 0 and SURNAMES[number * 7 % len(SURNAMES)] == "Mazur")


def doctor(table, brama, silent):
    start = time.perf_counter()
    brama.command("doctor", "bench", "--json")
    table.add("brama doctor, healthy domain", time.perf_counter() - start, "s", aim=1, least=3)
    silent.program.signal(signal.SIGSTOP)
    start = time.perf_counter()
    done = subprocess.run(
        [brama.binary, "doctor", "bench", "--json"], env=brama.environment, capture_output=True)
    table.add("brama doctor, one server silent", time.perf_counter() - start, "s", aim=6, least=10)
    silent.program.signal(signal.SIGCONT)
    if done.returncode != 3 or not json.loads(done.stdout):
        raise SystemExit(f"bench: doctor of a silent server ended with {done.returncode}")


def lists(table, count):
    folder = Folder()
    certificates(folder)
    directory = Directory(folder, count)
    kept = Brama(folder, [directory.url], 'member_of_attribute = "memberOf"')
    kept.serve()
    token = kept.administrator()
    phrases(table, kept, directory, token)
    pages(table, kept, "group of all, found by memberOf", count)
    kept.program.end()
    directory.program.end()


def values(table, count):
    folder = Folder()
    certificates(folder)
    directory = Directory(folder, count, member_of=False)
    brama = Brama(folder, [directory.url])
    phrases_in_group(table, brama, count)
    pages(table, brama, "group of all, read from its values", count)
    directory.program.end()


def servers(table, _):
    small = Folder()
    certificates(small)
    first = Directory(small, 20_000, "first")
    pair = [first, Directory(small, 20_000, "second", replica_of=first)]
    say("signing in while the first of two servers fails: two and a half minutes")
    failover(table, small, *pair)
    pair[0].start()
    examined = Folder()
    certificates(examined)
    for name in ("ca.crt", "server.crt", "server.key"):
        (examined / name).write_bytes((small / name).read_bytes())
    doctor(table, Brama(examined, [server.url for server in pair]), pair[0])


PARTS = {"lists": lists, "values": values, "sync": sync.bench, "servers": servers}


def bench(arguments):
    table = Table()
    for part in arguments.part or PARTS:
        PARTS[part](table, arguments.people)
    return table
