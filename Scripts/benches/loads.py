"""The load tools, the raw clients, and what a process costs."""

import json
import os
import pathlib
import shutil

from house import ROOT, SERVICE_DN, SERVICE_PASSWORD, SUFFIX, Folder, run

HERE = pathlib.Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")


def need(program, package):
    if not shutil.which(program):
        raise SystemExit(f"bench: {program} is missing: apt-get install {package}")


def processor_seconds(pid):
    """Of all threads of a process so far, user and system."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid):
    """MiB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"bench: {pid} is gone")


def compiled(name, *libraries):
    """A raw client, compiled into a temporary folder."""
    need("cc", "gcc")
    out = Folder() / name
    run("cc", "-O2", "-o", out, HERE / "raw" / f"{name}.c", *libraries)
    return out


def wrk(script, address, connections, seconds, threads=None, **settings):
    """Runs wrk and gives what load/summary.lua tells, and `rate`."""
    need("wrk", "wrk")
    threads = threads or min(connections, os.cpu_count())
    environment = dict(
        os.environ, BENCH_LOAD=str(HERE / "load"), BENCH_THREADS=str(threads),
        **{f"BENCH_{name.upper()}": str(value) for name, value in settings.items()})
    output = run(
        "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s",
        HERE / "load" / f"{script}.lua", address, env=environment)
    told = json.loads(output.strip().splitlines()[-1])
    told["rate"] = told["done"] / told["seconds"]
    return told


class RawSignIn:
    """The same LDAP operations with nothing around them, and a durable line for each."""

    def __init__(self, folder):
        self.program = compiled("signin", "-lldap", "-llber", "-lpthread")
        self.folder = folder

    def run(self, directory, connections, seconds, first, last, rate=None):
        command = [self.program, *directory.raw_options(), "--journal", self.folder / "journal",
                   "--connections", connections, "--seconds", seconds, "--first", first, "--last", last]
        if rate:
            command += ["--rate", rate]
        environment = dict(os.environ, SERVICE_PASSWORD=directory.service_password)
        told = json.loads(run(*command, env=environment))
        (self.folder / "journal").unlink()
        return told
