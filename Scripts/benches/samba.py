"""Signing in through Samba as an Active Directory domain controller, over TLS."""

import ipaddress
import os
import random
import subprocess

from house import Brama, Folder, Program, Table, certificates, run, say, until
from signing import House, rates

BASE = "DC=bench,DC=test"
SERVICE_DN = f"CN=brama,CN=Users,{BASE}"
SERVICE_PASSWORD = "Service-of-the-bench1"
PEOPLE = 2000

SETTINGS = """\
[global]
netbios name = DC1
realm = BENCH.TEST
workgroup = BENCH
server role = active directory domain controller
interfaces = {address}/8
bind interfaces only = yes
private dir = {folder}/private
state directory = {folder}/state
cache directory = {folder}/cache
lock directory = {folder}
pid directory = {folder}
binddns dir = {folder}/bind-dns
log file = {folder}/log.samba
log level = 0
server services = ldap cldap
tls enabled = yes
tls cafile = {home}/ca.crt
tls certfile = {home}/samba.crt
tls keyfile = {home}/samba.key
"""

# Through Samba's database: by LDAP each person costs a connection.
FILL = """\
import sys
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
settings = LoadParm()
settings.load(sys.argv[1])
db = SamDB(session_info=system_session(), lp=settings)
base = str(db.domain_dn())
def user(name, password):
    db.add({"dn": "CN=%s,CN=Users,%s" % (name, base), "objectClass": "user", "sAMAccountName": name,
            "displayName": "Person " + name, "userAccountControl": str(0x200 | 0x10000),
            "unicodePwd": ('"%s"' % password).encode("utf-16-le")})
db.transaction_start()
user("brama", sys.argv[3])
for number in range(1, int(sys.argv[2]) + 1):
    user("u%d" % number, "Secret-u%d" % number)
db.add({"dn": "CN=everybody,CN=Users," + base, "objectClass": "group", "sAMAccountName": "everybody",
        "groupType": str(0x80000002 - (1 << 32)),
        "member": ["CN=u%d,CN=Users,%s" % (number, base) for number in range(1, int(sys.argv[2]) + 1)]})
db.transaction_commit()
"""


class Samba:
    """A domain controller on a loopback address of its own: its ports are fixed."""

    service_password = SERVICE_PASSWORD

    def __init__(self, home, count):
        if os.getuid() != 0:
            raise SystemExit("bench: Samba's LDAP ports are 389 and 636: run as root")
        self.home = home
        self.address = str(ipaddress.ip_address(0x7F000000 + random.randrange(0x10000, 0xFF0000)))
        self.folder = home / "samba"
        say("provisioning a domain")
        run("samba-tool", "domain", "provision", "--realm=BENCH.TEST", "--domain=BENCH",
            "--server-role=dc", "--dns-backend=NONE", "--adminpass=Adm1n-Pass!", "--host-name=dc1",
            f"--host-ip={self.address}", f"--targetdir={self.folder}")
        self.certificate()
        settings = self.folder / "etc" / "smb.conf"
        settings.write_text(SETTINGS.format(address=self.address, folder=self.folder, home=home.path))
        run("/usr/bin/python3", "-c", FILL, settings, count, SERVICE_PASSWORD)
        self.program = Program(
            ["/usr/sbin/samba", "-s", settings, "-F", "-M", "single"], self.folder / "out")
        self.ca = home / "ca.crt"
        until("Samba answers", lambda: subprocess.run(
            ["ldapsearch", "-x", "-LLL", "-H", self.url, "-b", "", "-s", "base", "dnsHostName"],
            env=dict(os.environ, LDAPTLS_CACERT=str(self.ca)), capture_output=True).returncode == 0)

    def certificate(self):
        home = self.home
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/CN=dc1.bench.test", "-keyout", home / "samba.key", "-out", home / "samba.csr")
        (home / "samba.ext").write_text(f"subjectAltName=IP:{self.address}\n")
        run("openssl", "x509", "-req", "-in", home / "samba.csr", "-CA", home / "ca.crt", "-CAkey",
            home / "ca.key", "-CAcreateserial", "-days", "30", "-extfile", home / "samba.ext", "-out",
            home / "samba.crt")
        (home / "samba.key").chmod(0o600)

    @property
    def url(self):
        return f"ldaps://{self.address}"

    def raw_options(self):
        chain = f"(memberOf:1.2.840.113556.1.4.1941:=CN=everybody,CN=Users,{BASE})"
        return ["--uri", self.url, "--ca", self.ca, "--service-dn", SERVICE_DN, "--base", BASE,
                "--filter", "(&(objectCategory=person)(objectClass=user)(sAMAccountName=%s))",
                "--attributes", "objectGUID,sAMAccountName,mail,displayName",
                "--password", "Secret-u%d", "--group-of-person", "--group-filter", chain]


class SambaHouse(House):
    """As `House`, over Samba."""

    def __init__(self, count):
        self.folder = Folder()
        certificates(self.folder)
        self.count = count
        self.directory = Samba(self.folder, count)
        self.brama = Brama(
            self.folder, [self.directory.url],
            'kind = "active-directory"\ncreate_cards = true\n', base=BASE, service_dn=SERVICE_DN,
            service_password=SERVICE_PASSWORD)
        self.brama.serve()
        self.token = self.brama.administrator()
        self.brama.command(
            "company", "set", "home", "--use-domain", "on", "--domain", "bench", "--group", "everybody")
        self.address = f"https://127.0.0.1:{self.brama.port}"


def bench(arguments):
    table = Table()
    samba = SambaHouse(PEOPLE)
    samba.everybody_signs_in()
    rates(table, samba, "sign-ins through Samba over TLS", counts=(8,), aim=0.8, least=0.6)
    samba.end()
    return table
