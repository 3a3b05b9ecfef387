"""Session checks beside nginx, which answers the same bytes and looks at nothing."""

import os
import shutil
import socket
import threading

from house import Caller, Program, Table, free_port, listens, median, password_of, say, until
from loads import need, wrk
from signing import ROUNDS, House

SECONDS = 4


def answer_of(address_port):
    """The very answer that Brama gives to a check: header lines and body."""
    with socket.create_connection(("127.0.0.1", address_port[0])) as line:
        line.sendall(
            f"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {address_port[1]}\r\n\r\n"
            .encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += line.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(
            int(field.split(b":")[1]) for field in head.split(b"\r\n")
            if field.lower().startswith(b"content-length"))
        while len(body) < length:
            body += line.recv(65536)
    return head.decode().split("\r\n"), body.decode()


def nginx(folder, head, body):
    """nginx with as many workers and the same headers and body, plain and with TLS."""
    need("nginx", "nginx-light")
    plain, tls = free_port(), free_port()
    headers = "\n".join(
        f"      add_header {line.split(':')[0]} {quoted(line.split(':', 1)[1].strip())};"
        for line in head[1:]
        if line.split(":")[0].lower() not in ("date", "content-length", "content-type", "connection"))
    site = folder / "nginx"
    site.mkdir()
    (site / "nginx.conf").write_text(f"""\
worker_processes {os.cpu_count()};
daemon off;
pid {site}/pid;
error_log {site}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  server_tokens off;
  keepalive_requests 100000000;
  client_body_temp_path {site}/body; proxy_temp_path {site}/proxy; fastcgi_temp_path {site}/fcgi;
  uwsgi_temp_path {site}/uwsgi; scgi_temp_path {site}/scgi;
  server {{
    listen 127.0.0.1:{plain};
    listen 127.0.0.1:{tls} ssl;
    ssl_certificate {folder / "server.crt"};
    ssl_certificate_key {folder / "server.key"};
    ssl_protocols TLSv1.3;
    location / {{
      default_type application/json;
{headers}
      return 200 {quoted(body)};
    }}
  }}
}}
""")
    program = Program([shutil.which("nginx"), "-c", site / "nginx.conf", "-p", site], site / "log")
    until("nginx answers", lambda: listens(plain))
    return program, plain, tls


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def tokens_of(house, count):
    """Sessions, a token each."""
    say(f"{count} people sign in, for their tokens")
    tokens, lock = [], threading.Lock()

    def sign_in(numbers):
        caller = Caller(house.brama)
        mine = [
            caller.call("POST", "/api/v1/sign-in",
                        {"login": f"u{number}", "password": password_of(number)})["session"]["token"]
            for number in numbers]
        with lock:
            tokens.extend(mine)

    workers = [threading.Thread(target=sign_in, args=(range(k, count + 1, 4),)) for k in range(1, 5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    path = house.folder / "tokens"
    path.write_text("\n".join(tokens) + "\n")
    return path, tokens[0]


def bench(arguments):
    table = Table()
    plain = free_port()
    house = House(arguments.people, plain=plain)
    house.everybody_signs_in()
    tokens, one = tokens_of(house, min(5000, arguments.people))
    say(f"{house.sessions()} live sessions")
    head, body = answer_of((plain, one))
    server, their_plain, their_tls = nginx(house.folder, head, body)
    for title, scheme, ours_at, theirs_at in (
        ("session checks", "http", plain, their_plain),
        ("session checks through TLS", "https", house.brama.port, their_tls),
    ):
        for connections in (16, 64):
            ours, theirs = [], []
            for round in range(ROUNDS + 1):
                mine = wrk(
                    "check", f"{scheme}://127.0.0.1:{ours_at}", connections, SECONDS, tokens=tokens)
                bare = wrk(
                    "check", f"{scheme}://127.0.0.1:{theirs_at}", connections, SECONDS, tokens=tokens)
                if mine["refused"] or mine["broken"] or bare["refused"]:
                    raise SystemExit(f"bench: not all checks were answered: {mine} {bare}")
                if round:
                    ours.append(mine["rate"])
                    theirs.append(bare["rate"])
            ratios = [a / b for a, b in zip(ours, theirs)]
            table.add(
                f"{title}, {connections} connections: to nginx", median(ratios), "x", 0.85, 0.6,
                lower_is_better=False,
                note=f"{median(ours):.0f} and {median(theirs):.0f} a second; {Table.spread(ratios)}")
    server.end()
    house.end()
    return table
