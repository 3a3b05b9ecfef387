"""What Brama takes: memory, the time to start, and how it grows with what is stored."""

import http.client
import json
import ssl
import subprocess
import time

from house import Program, Table, listens, median, say, until
from loads import need, resident, wrk
from signing import PATIENT, House

CHECKS = SIGN_INS = 200
# Seconds until Brama has tidied up twice (every 30) and let go of a group that it read (60).
SETTLED = 100


def memory(table, house, sign_ins):
    idle = resident(house.brama.program.pid)
    table.add("resident memory, idle", idle, "MiB", 25, 40)
    house.everybody_signs_in()
    time.sleep(SETTLED)
    table.add(
        f"resident memory with {house.sessions()} live sessions", resident(house.brama.program.pid),
        "MiB", 60, 120)
    house.brama.program.end()
    fresh = House(house.count, directory=house.directory)
    base = resident(fresh.brama.program.pid)
    say(f"{sign_ins} sign-ins, each signed out")
    done, first = 0, 1
    while done < sign_ins:
        told = wrk(
            "sign-in-out", fresh.address, 8, 10, threads=8, first=1, last=fresh.count)
        if told["refused"] or told["broken"]:
            raise SystemExit(f"bench: not all were let in: {told}")
        done += told["done"] // 2
    time.sleep(SETTLED)
    now = resident(fresh.brama.program.pid)
    table.add(
        f"resident memory after {done} sign-ins, each signed out: above idle", now - base, "MiB", 1, 10,
        note=f"{base:.1f} and {now:.1f} MiB")
    fresh.brama.program.end()


def start(table, house):
    """From exec to the first answer over TLS, with the store of the house."""
    context = ssl.create_default_context(cafile=str(house.brama.ca))
    took = []
    for _ in range(7):
        begin = time.perf_counter()
        program = Program(
            [house.brama.binary, "serve"], house.brama.folder / "log", env=house.brama.environment)
        while True:
            try:
                line = http.client.HTTPSConnection(
                    "127.0.0.1", house.brama.port, context=context, timeout=5)
                line.request("GET", "/healthz")
                if line.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.001)
        took.append(time.perf_counter() - begin)
        line.close()
        program.end()
    table.add("start to first answered request", median(took), "s", 0.1, 0.3, note=Table.spread(took))


def instructions(house, count):
    """Instructions (callgrind) of one sign-in and one check, with the store as it is."""
    need("valgrind", "valgrind")
    need("objcopy", "binutils")
    # valgrind reads no DWARF 5 of Swift's.
    stripped = house.folder / "brama-stripped"
    subprocess.run(["objcopy", "--strip-debug", str(house.brama.binary), str(stripped)], check=True)
    out = house.folder / "callgrind"
    program = Program(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--instr-atstart=no",
         stripped, "serve"], house.brama.folder / "log", env=house.brama.environment)
    until("Brama answers under valgrind", lambda: listens(house.brama.port), limit=300)
    context = ssl.create_default_context(cafile=str(house.brama.ca))
    line = http.client.HTTPSConnection("127.0.0.1", house.brama.port, context=context, timeout=120)

    def sign_in(number):
        body = json.dumps({"login": f"u{number}", "password": f"Secret-u{number}"})
        line.request("POST", "/api/v1/sign-in", body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        told = json.loads(answer.read())
        if answer.status != 200:
            raise SystemExit(f"bench: {told}\n{house.brama.log_end()}")
        return told["session"]["token"]

    def check(token):
        line.request("GET", "/api/v1/session", headers={"Authorization": f"Bearer {token}"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit("bench: a check was refused")

    def counted(work):
        """Of what `work` does, by callgrind."""
        control(program.pid, "-i", "on")
        work()
        control(program.pid, "-i", "off")
        before = set(house.folder.path.glob("callgrind.*"))
        control(program.pid, "-d")
        (written,) = set(house.folder.path.glob("callgrind.*")) - before
        # The summary counts from the start of the program, of which nothing was counted.
        told = [
            int(text.split()[1]) for text in written.read_text().splitlines()
            if text.startswith("totals:")]
        if not any(told):
            raise SystemExit("bench: callgrind told no total")
        return told[-1]

    for number in range(1, 41):
        token = sign_in(number)
    for _ in range(20):
        check(token)
    people = [1 + (k * 37) % count for k in range(SIGN_INS)]
    ins = counted(lambda: [sign_in(number) for number in people]) / SIGN_INS
    checks = counted(lambda: [check(token) for _ in range(CHECKS)]) / CHECKS
    line.close()
    program.end()
    return ins, checks


def control(pid, *arguments):
    subprocess.run(
        ["callgrind_control", *arguments, str(pid)], check=True, stdout=subprocess.DEVNULL)


def growth(table, few, many):
    small, large = instructions(few, few.count), instructions(many, many.count)
    for title, a, b in zip(("sign-in", "check"), small, large):
        table.add(f"instructions of one {title}, {few.count} people", a, "")
        table.add(f"instructions of one {title}, {many.count} people", b, "")
        table.add(
            f"instructions of one {title}: {many.count} people to {few.count}", b / a, "x", 1.0, 1.1)


def bench_memory(arguments):
    table = Table()
    memory(table, House(arguments.people), arguments.sign_ins)
    return table


def bench_start(arguments):
    table = Table()
    house = House(100)
    house.brama.program.end()
    start(table, house)
    return table


def bench_growth(arguments):
    table = Table()
    few, many = House(100, PATIENT), House(arguments.people, PATIENT)
    few.everybody_signs_in()
    many.everybody_signs_in()
    few.brama.program.end()
    many.brama.program.end()
    growth(table, few, many)
    return table
