"""Signing in: rates, processor time, latency, the second step, native passwords."""

import base64
import hashlib
import hmac
import json
import os
import struct
import threading
import time
import urllib.request

from house import (
    Brama, Caller, Directory, Folder, Table, certificates, median, password_of, run, say)
from loads import RawSignIn, compiled, processor_seconds, wrk

ROUNDS = 5
SECONDS = 4


# For a Brama that runs under valgrind, fifty times slower: the directory is not to seem gone.
PATIENT = "connect_timeout = 60\noperation_timeout = 60\ntotal_deadline = 180\n"


class House:
    """A directory of `count` people and Brama over it, everybody in the company's group."""

    def __init__(self, count, more="", member_of=False, directory=None, plain=None):
        self.folder = directory.home if directory else Folder()
        if directory is None:
            certificates(self.folder)
        self.count = count
        self.directory = directory or Directory(self.folder, count, member_of=member_of)
        self.brama = Brama(
            self.folder, [self.directory.url], "create_cards = true\n" + more, plain=plain)
        self.brama.serve()
        self.token = self.brama.administrator()
        self.brama.command(
            "company", "set", "home", "--use-domain", "on", "--domain", "bench", "--group",
            "everybody")
        self.address = f"https://127.0.0.1:{self.brama.port}"

    def everybody_signs_in(self):
        """Each at least once, so that each has a card, and a session: nobody's card is made while it counts."""
        say(f"{self.count} people sign in for the first time")
        connections, first = 16, 1
        while first <= self.count:
            told = wrk("sign-in", self.address, connections, 4, first=first, last=self.count)
            if told["refused"]:
                raise SystemExit(f"bench: not all were let in: {told}")
            if told["reached"] > self.count:
                break
            # The last of each connection may have been cut off by the end of the run.
            first = max(first + 1, told["reached"] - 2 * connections)
        cards = self.brama.cards()
        if cards < self.count:
            raise SystemExit(f"bench: {cards} cards for {self.count} people")

    def sessions(self):
        return int(self.metric("brama_sessions"))

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.brama.metrics}/metrics") as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
        raise SystemExit(f"bench: no metric {name}")

    def end(self):
        self.brama.program.end()
        self.directory.program.end()


class People:
    """Hands out numbers, so that each sign-in of a run is another person's."""

    def __init__(self, count):
        self.count = count
        self.next = 1

    def some(self, number):
        if self.next + number > self.count:
            self.next = 1
        first = self.next
        self.next += number
        return first, first + number - 1


def rates(table, house, title, counts=(1, 8, 32), aim=0.75, least=0.5):
    raw = RawSignIn(house.folder)
    people = People(house.count)
    best = {}
    for connections in counts:
        ours, theirs, latencies = [], [], []
        spent, asked = 0.0, 0.0
        for round in range(ROUNDS + 1):
            first, last = people.some(house.count // 4)
            before = processor_seconds(house.brama.program.pid), processor_seconds(
                house.directory.program.pid)
            mine = wrk("sign-in", house.address, connections, SECONDS, first=first, last=last)
            after = processor_seconds(house.brama.program.pid), processor_seconds(
                house.directory.program.pid)
            if mine["refused"] or mine["broken"]:
                raise SystemExit(f"bench: not all were let in: {mine}")
            first, last = people.some(house.count // 4)
            bare = raw.run(house.directory, connections, SECONDS, first, last)
            if round == 0:
                continue
            ours.append(mine["rate"])
            theirs.append(bare["rate"])
            latencies.append((mine["p99"], bare["p99"]))
            spent += after[0] - before[0]
            asked += after[1] - before[1]
        ratios = [a / b for a, b in zip(ours, theirs)]
        table.add(
            f"{title}, {connections} connections: to the raw client", median(ratios), "x", aim, least,
            lower_is_better=False,
            note=f"{median(ours):.0f} and {median(theirs):.0f} a second; {Table.spread(ratios)}")
        if connections == 8:
            table.add(
                f"{title}: processor time of Brama to the directory's", spent / asked, "x", 0.4, 0.8,
                note=f"{spent * 1e6 / (sum(ours) * SECONDS):.0f} µs and "
                     f"{asked * 1e6 / (sum(ours) * SECONDS):.0f} µs a sign-in")
        best[connections] = median(ours)
    return best


def latency(table, house, greatest, connections=8):
    """p99 at half of the greatest rate, both at the same pace."""
    raw = RawSignIn(house.folder)
    people = People(house.count)
    rate = greatest / 2
    ours, theirs = [], []
    for round in range(ROUNDS + 1):
        first, last = people.some(house.count // 4)
        # A connection's own time comes on top of the pause.
        pause = max(1, round_up(connections / rate * 1000) - 2)
        mine = wrk(
            "sign-in", house.address, connections, SECONDS, first=first, last=last, delay=pause)
        bare = raw.run(house.directory, connections, SECONDS, first, last, rate=mine["rate"])
        if round:
            ours.append(mine["p99"])
            theirs.append(bare["p99"])
    ratios = [a / b for a, b in zip(ours, theirs)]
    table.add(
        "sign-in latency p99 at half of the greatest rate: to the raw client", median(ratios), "x", 1.5,
        3, note=f"{median(ours) * 1000:.1f} and {median(theirs) * 1000:.1f} ms; {Table.spread(ratios)}")


def round_up(value):
    return int(value) + (value > int(value))


def code_of(secret, step):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


def enrolled(house, count):
    """The first `count` people with a second factor: login to secret."""
    say(f"{count} people enrol a second factor")
    house.brama.command("second-factor", "enforce", "on")
    secrets, lock = {}, threading.Lock()

    def enrol(numbers):
        caller = Caller(house.brama)
        for number in numbers:
            answer = caller.call(
                "POST", "/api/v1/sign-in",
                {"login": f"u{number}", "password": password_of(number)})
            ticket = {"ticket": answer["ticket"]}
            secret = caller.call("POST", "/api/v1/sign-in/enrolment", ticket)["secret"]
            # An earlier step, so that the present one is still to be used.
            code = code_of(secret, int(time.time() // 30) - 1)
            caller.call("POST", "/api/v1/sign-in/enrolment/confirm", {**ticket, "code": code})
            with lock:
                secrets[number] = secret

    workers = [threading.Thread(target=enrol, args=(range(k, count + 1, 4),)) for k in range(1, 5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return secrets


def second_step(table, house, count=8000):
    """Each round half a minute later, when everybody has a new code."""
    secrets = enrolled(house, count)
    codes = house.folder / "codes"
    ours, theirs = [], []
    spent = {"with": [], "without": []}

    def watched(kind, *arguments, **options):
        """A run of the load tool, and what a sign-in of it cost Brama."""
        before = processor_seconds(house.brama.program.pid)
        told = wrk(*arguments, **options)
        took = processor_seconds(house.brama.program.pid) - before
        spent[kind].append(took / told["done"] * (2 if kind == "with" else 1) * 1e6)
        return told

    for round in range(ROUNDS):
        # Not in the last seconds of a step: the codes of the run are those of one.
        time.sleep(30 - time.time() % 30 + 0.5)
        step = int(time.time() // 30)
        codes.write_text("".join(
            f"u{number} {password_of(number)} {code_of(secret, step)}\n"
            for number, secret in secrets.items()))
        first = watched(
            "with", "second-step", house.address, 8, SECONDS, threads=8, codes=codes)
        if first["refused"] or first["broken"]:
            raise SystemExit(f"bench: second steps were refused: {first}")
        without = watched(
            "without", "sign-in", house.address, 8, SECONDS, threads=8, first=count + 1,
            last=house.count)
        ours.append(first["rate"] / 2)
        theirs.append(without["rate"])
    say("processor time of Brama for a sign-in, µs: "
        + ", ".join(f"{kind} TOTP {median(times):.0f}" for kind, times in spent.items()))
    return ours, theirs


def native(table):
    """Argon2id decides; nothing else may."""
    folder = Folder()
    certificates(folder)
    brama = Brama(folder, ["ldap://127.0.0.1:1"])
    brama.serve()
    caller = Caller(brama, brama.administrator())
    people = []
    for number in range(20):
        card = caller.call(
            "POST", "/api/v1/employees", {"login": f"n{number}", "name": f"N {number}"}, expected=201)
        code = caller.call("POST", f"/api/v1/employees/{card['id']}/activation")["code"]
        password = f"Bench-Native-{number}"
        Caller(brama).call(
            "POST", "/api/v1/sign-in/activate", {"code": code, "password": password}, expected=204)
        people.append(f"n{number} {password}\n")
    (folder / "people").write_text("".join(people))
    raw = compiled("argon2id", "-lsodium", "-lpthread")
    ours, theirs = [], []
    for round in range(ROUNDS + 1):
        mine = wrk(
            "native", f"https://127.0.0.1:{brama.port}", 8, SECONDS, people=folder / "people")
        bare = json.loads(run(raw, os.cpu_count(), SECONDS))
        if mine["refused"] or mine["broken"]:
            raise SystemExit(f"bench: not all were let in: {mine}")
        if round:
            ours.append(mine["rate"])
            theirs.append(bare["rate"])
    ratios = [a / b for a, b in zip(ours, theirs)]
    table.add(
        "native sign-ins: to Argon2id alone on all cores", median(ratios), "x", 0.95, 0.85,
        lower_is_better=False,
        note=f"{median(ours):.0f} and {median(theirs):.0f} a second; {Table.spread(ratios)}")
    brama.program.end()


def bench_sign_in(arguments):
    table = Table()
    house = House(arguments.people)
    house.everybody_signs_in()
    best = rates(table, house, "sign-ins")
    latency(table, house, max(best.values()))
    house.end()
    return table


def bench_second_step(arguments):
    table = Table()
    # Enough for a round with codes, and others for the round without.
    house = House(max(16_000, min(arguments.people, 30_000)))
    house.everybody_signs_in()
    ours, theirs = second_step(table, house)
    ratios = [a / b for a, b in zip(ours, theirs)]
    table.add(
        "sign-ins with TOTP: to those without", median(ratios), "x", 0.8, 0.5, lower_is_better=False,
        note=f"{median(ours):.0f} and {median(theirs):.0f} a second; {Table.spread(ratios)}")
    house.end()
    return table


def bench_native(arguments):
    table = Table()
    native(table)
    return table
