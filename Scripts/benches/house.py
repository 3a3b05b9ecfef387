"""What the benches share: a private slapd with many people, Brama as packaged, clocks and tables.

Everything listens on loopback, lives in one temporary folder and ends with the bench.
"""

import atexit
import base64
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIX = "dc=bench,dc=test"
SERVICE_DN = f"cn=brama,ou=services,{SUFFIX}"
SERVICE_PASSWORD = "Service-of-the-bench"

GIVEN = "Anna Jan Zofia Piotr Maria Adam Ewa Tomasz Julia Paweł Olga Marek Iga Karol Hanna Leon".split()
SURNAMES = (
    "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański "
    "Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski "
    "Nowakowski Pawłowski Michalski Nowicki Adamczyk Dudek Zając Wieczorek Jabłoński Król "
    "Majewski Olszewski Jaworski"
).split()


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(*command, **options):
    """Runs a program to its end and gives its output; what it complains of is shown when it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"bench: {command[0]} failed ({done.returncode}): {done.stderr[-2000:]}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, holds, limit=60):
    end = time.monotonic() + limit
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"bench: waited in vain: {what}")
        time.sleep(0.02)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ssha(password, salt=b"benchsal"):
    digest = hashlib.sha1(password.encode() + salt).digest()
    return "{SSHA}" + base64.b64encode(digest + salt).decode()


def password_of(number):
    return f"Secret-u{number}"


class Folder:
    """The temporary folder of one bench, gone with it."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="brama-bench."))
        self.path.chmod(0o755)
        atexit.register(shutil.rmtree, self.path, ignore_errors=True)

    def __truediv__(self, name):
        return self.path / name


class Program:
    """A server that the bench starts, and ends when the bench ends."""

    def __init__(self, command, log, **options):
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=open(log, "ab"),
            stderr=subprocess.STDOUT, **options)
        atexit.register(self.end)

    @property
    def pid(self):
        return self.process.pid

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def certificates(folder):
    """An authority and a certificate for 127.0.0.1."""
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
    run("openssl", "req", "-x509", *curve, "-subj", "/CN=Bench CA", "-keyout", folder / "ca.key",
        "-out", folder / "ca.crt", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    run("openssl", "req", *curve[:-2], "-subj", "/CN=127.0.0.1", "-keyout", folder / "server.key",
        "-out", folder / "server.csr")
    (folder / "server.ext").write_text(
        "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n")
    run("openssl", "x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.crt",
        "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", "30", "-extfile",
        folder / "server.ext", "-out", folder / "server.crt")
    (folder / "server.key").chmod(0o644)


def people(count, member_of):
    """LDIF of `count` people, all in the group `everybody`, the even ones in `half` inside `whole`."""
    yield f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Bench\n\n"
    for unit in ("people", "groups", "services"):
        yield f"dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
    yield (f"dn: {SERVICE_DN}\nobjectClass: organizationalRole\n"
           f"objectClass: simpleSecurityObject\ncn: brama\nuserPassword: {SERVICE_PASSWORD}\n\n")
    groups = f"ou=groups,{SUFFIX}"
    for number in range(1, count + 1):
        given = GIVEN[number % len(GIVEN)]
        surname = SURNAMES[number * 7 % len(SURNAMES)]
        name = base64.b64encode(f"{given} {surname} {number}".encode()).decode()
        lines = [
            f"dn: uid=u{number},ou=people,{SUFFIX}", "objectClass: inetOrgPerson",
            f"uid: u{number}", f"cn:: {name}", f"displayName:: {name}",
            f"givenName:: {base64.b64encode(given.encode()).decode()}",
            f"sn:: {base64.b64encode(surname.encode()).decode()}",
            f"mail: u{number}@bench.test", f"userPassword: {ssha(password_of(number))}",
        ]
        if member_of:
            lines.append(f"memberOf: cn=everybody,{groups}")
            if number % 2 == 0:
                lines.append(f"memberOf: cn=half,{groups}")
        yield "\n".join(lines) + "\n\n"

    def group(name, members, more=()):
        lines = [f"dn: cn={name},{groups}", "objectClass: groupOfNames", f"cn: {name}"]
        return "\n".join(lines + [f"member: {member}" for member in members] + list(more)) + "\n\n"

    entries = [f"uid=u{number},ou=people,{SUFFIX}" for number in range(1, count + 1)]
    yield group("everybody", entries)
    yield group("half", entries[1::2], [f"memberOf: cn=whole,{groups}"] if member_of else [])
    yield group("whole", [f"cn=half,{groups}"])


class Directory:
    """slapd with its log off, {SSHA} passwords, and indexes for what is asked."""

    admin_password = "Admin-of-the-bench"

    def __init__(
            self, folder, count, name="directory", member_of=True, replica_of=None, sync=False):
        self.home = folder
        self.folder = folder / name
        self.folder.mkdir()
        (self.folder / "data").mkdir()
        (self.folder / "conf").mkdir()
        self.ca = folder / "ca.crt"
        overlay = (f"\ndn: olcOverlay={{0}}memberof,olcDatabase={{1}}mdb,cn=config\n"
                   "objectClass: olcOverlayConfig\nobjectClass: olcMemberOf\n"
                   "olcOverlay: {0}memberof\n" if member_of else "")
        if sync:
            overlay += (f"\ndn: olcOverlay={{{int(member_of)}}}syncprov,olcDatabase={{1}}mdb,cn=config\n"
                        "objectClass: olcOverlayConfig\nobjectClass: olcSyncProvConfig\n"
                        f"olcOverlay: {{{int(member_of)}}}syncprov\nolcSpSessionlog: 20000\n")
        (self.folder / "conf.ldif").write_text(f"""\
dn: cn=config
objectClass: olcGlobal
cn: config
olcTLSCACertificateFile: {folder / "ca.crt"}
olcTLSCertificateFile: {folder / "server.crt"}
olcTLSCertificateKeyFile: {folder / "server.key"}
olcLogLevel: none

dn: cn=module{{0}},cn=config
objectClass: olcModuleList
cn: module{{0}}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb
olcModuleLoad: memberof
olcModuleLoad: syncprov

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif
include: file:///etc/ldap/schema/cosine.ldif
include: file:///etc/ldap/schema/inetorgperson.ldif

dn: olcDatabase={{0}}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {{0}}config
olcAccess: to * by * none

dn: olcDatabase={{1}}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {{1}}mdb
olcSuffix: {SUFFIX}
olcDbDirectory: {self.folder / "data"}
olcDbMaxSize: 4294967296
olcRootDN: cn=admin,{SUFFIX}
olcRootPW: {self.admin_password}
olcLimits: dn.exact="{SERVICE_DN}" size=unlimited
olcDbIndex: objectClass eq
olcDbIndex: uid eq,sub
olcDbIndex: cn,displayName,givenName,sn eq,sub
olcDbIndex: mail,entryUUID,entryCSN,member,memberOf eq
olcAccess: to attrs=userPassword by anonymous auth by * none
olcAccess: to * by dn.exact="{SERVICE_DN}" read by * none
{overlay}""")
        run("/usr/sbin/slapadd", "-n", "0", "-F", self.folder / "conf", "-l",
            self.folder / "conf.ldif")
        say(f"loading {count} people into {name}")
        if replica_of is None:
            with open(self.folder / "data.ldif", "w") as ldif:
                ldif.writelines(people(count, member_of))
        else:
            # The same entries with the same stable ids.
            run("/usr/sbin/slapcat", "-n", "1", "-F", replica_of.folder / "conf", "-l",
                self.folder / "data.ldif")
        run("/usr/sbin/slapadd", "-q", "-n", "1", "-F", self.folder / "conf", "-l",
            self.folder / "data.ldif")
        self.start()

    def start(self):
        self.port = getattr(self, "port", None) or free_port()
        self.program = Program(
            ["/usr/sbin/slapd", "-d", "0", "-F", self.folder / "conf", "-h",
             f"ldap://127.0.0.1:{self.port}/"], self.folder / "log")
        until("slapd answers", lambda: listens(self.port))

    @property
    def url(self):
        return f"ldap://127.0.0.1:{self.port}"

    def ldapsearch(self, *arguments):
        """The command line of an `ldapsearch` as Brama's service account, over StartTLS."""
        secret = self.folder / "service-password"
        if not secret.exists():
            secret.write_text(SERVICE_PASSWORD)
        return ["ldapsearch", "-x", "-ZZ", "-LLL", "-o", "ldif-wrap=no", "-H", self.url, "-D",
                SERVICE_DN, "-y", str(secret), *arguments]

    @property
    def environment(self):
        return dict(os.environ, LDAPTLS_CACERT=str(self.ca))

    service_password = SERVICE_PASSWORD

    def raw_options(self):
        """What raw/signin.c asks to do as Brama does: StartTLS, the search, the bind, the group."""
        everybody = f"cn=everybody,ou=groups,{SUFFIX}"
        return ["--uri", self.url, "--ca", self.ca, "--start-tls", "--service-dn", SERVICE_DN,
                "--base", f"ou=people,{SUFFIX}", "--filter", "(&(objectClass=inetOrgPerson)(uid=%s))",
                "--password", "Secret-u%d", "--group-base", everybody,
                "--group-filter", "(&(objectClass=groupOfNames)(member=%s))"]


def binary():
    """The program that is measured: `$BRAMA`, else the release build of this tree."""
    if "BRAMA" in os.environ:
        return pathlib.Path(os.environ["BRAMA"])
    return pathlib.Path(run(ROOT / "Scripts/release").strip())


class Brama:
    """Brama as it is delivered: release build, default settings, its embedded store."""

    def __init__(
        self, folder, servers, more="", plain=None, base=SUFFIX, service_dn=SERVICE_DN,
        service_password=SERVICE_PASSWORD,
    ):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="brama-", dir=folder.path))
        if base == SUFFIX:
            more += f'\npeople_base = "ou=people,{SUFFIX}"\ngroup_base = "ou=groups,{SUFFIX}"\n'
        self.ca = folder / "ca.crt"
        self.program = None
        self.binary = binary()
        self.port = free_port()
        self.metrics = free_port()
        secret = self.folder / "service-password"
        secret.write_text(service_password)
        secret.chmod(0o600)
        configuration = self.folder / "brama.toml"
        configuration.write_text(f"""\
public_url = "https://127.0.0.1:{self.port}"

[http]
listen = ["127.0.0.1:{self.port}"]
certificate = "{folder / "server.crt"}"
certificate_key = "{folder / "server.key"}"
plain_listen = {json.dumps([f"127.0.0.1:{plain}"] if plain else [])}

[metrics]
listen = "127.0.0.1:{self.metrics}"

[socket]
path = "{self.folder / "brama.sock"}"

[store]
path = "{self.folder / "brama.db"}"
audit_head = "{self.folder / "audit.head"}"

[key]
file = "{self.folder / "sealing.key"}"

[domains.bench]
servers = {json.dumps(servers)}
base = "{base}"
service_dn = "{service_dn}"
service_password_file = "{secret}"
ca_file = "{self.ca}"
{more}
""")
        self.environment = dict(os.environ, BRAMA_CONFIG=str(configuration))

    def command(self, *arguments):
        return run(self.binary, *arguments, env=self.environment)

    def serve(self):
        self.program = Program(
            [self.binary, "serve"], self.folder / "log", env=self.environment)
        until("Brama answers", lambda: listens(self.port))

    def log_end(self):
        """The last it said, for a bench that was refused."""
        return (self.folder / "log").read_text()[-3000:]

    def cards(self):
        """How many the store has."""
        with sqlite3.connect(f"file:{self.folder / 'brama.db'}?mode=ro", uri=True) as store:
            return store.execute("SELECT count(*) FROM employees").fetchone()[0]

    def administrator(self):
        """Sets up the first administrator and signs in: a bearer token."""
        code = json.loads(self.command("setup", "--json"))["code"]
        password = "Bench-Administrator"
        caller = Caller(self)
        caller.call("POST", "/api/v1/setup", {"code": code, "password": password}, expected=204)
        answer = caller.call(
            "POST", "/api/v1/sign-in", {"login": "Administrator", "password": password})
        return answer["session"]["token"]


class Caller:
    """One keep-alive connection to Brama."""

    def __init__(self, brama, token=None):
        self.context = ssl.create_default_context(cafile=str(brama.ca))
        self.port = brama.port
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self.connection = None

    def call(self, method, path, body=None, expected=200):
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, context=self.context, timeout=60)
        text = json.dumps(body) if body is not None else None
        self.connection.request(method, path, text, self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if expected is not None and answer.status != expected:
            raise SystemExit(f"bench: {method} {path}: {answer.status} {data[:500]!r}")
        return json.loads(data) if data and expected is not None else answer.status


def timed(work, rounds):
    """Seconds of each round."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def alternately(first, second, rounds=7):
    """Two pieces of work in turn, in the same run; one round of each to warm up."""
    first(), second()
    ours, theirs = [], []
    for _ in range(rounds):
        ours += timed(first, 1)
        theirs += timed(second, 1)
    return ours, theirs


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Table:
    """Rows as they are found, printed for people and kept for `--json`."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit="", aim=None, least=None, lower_is_better=True, note=""):
        holds = None
        if least is not None:
            holds = value <= least if lower_is_better else value >= least
        self.rows.append(
            {"name": name, "value": value, "aim": aim, "least": least, "holds": holds})
        bounds = "" if least is None else f"  (aim {aim}, least {least}: {'holds' if holds else 'SHORT'})"
        print(f"{name:<62} {value:>10.4g} {unit}{bounds}{'  ' + note if note else ''}", flush=True)

    @staticmethod
    def spread(values):
        return f"median of {len(values)}, {min(values):.4g} to {max(values):.4g}"


def median(values):
    return statistics.median(values)
