"""The servers of the lab: Debian's, wherever they are, with their configuration, and the project's own."""

import os
import shutil
import socket
import tempfile

from kernel import Skip, write_file
from lab import PAGE, SECOND, SERVER, SERVER6, ZONES
from process import Server, build_program, dns_serves, find_server, tcp_serves


def own_dns(lab, *options, address=SERVER, zones=ZONES):
    where = [f"{address}:53"] + ([f"[{SERVER6}]:53"] if lab.ipv6 and address == SERVER else [])
    listen = [word for at in where for word in ("--listen", at)]
    return Server([build_program("tests", "lab", "lab-dns"), *listen, *options, *zones.values()], lab.folder)


def own_http(lab):
    listen = ["--listen", f"{SERVER}:80"] + (["--listen", f"[{SERVER6}]:80"] if lab.ipv6 else [])
    return Server([build_program("tests", "lab", "lab-http"), *listen, PAGE], lab.folder)


def nsd(lab, zones=None):
    path, env = find_server("nsd")
    folder = tempfile.mkdtemp(dir=lab.folder, prefix="nsd-")
    config = os.path.join(folder, "nsd.conf")
    address6 = f"  ip-address: {SERVER6}\n" if lab.ipv6 else ""
    write_file(config, f"""server:
  ip-address: {SERVER}
{address6}  username: ""
  server-count: 1
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  logfile: "{folder}/nsd.log"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  minimal-responses: no
  rrl-ratelimit: 0
remote-control:
  control-enable: no
""" + "".join(f'zone:\n  name: {name}\n  zonefile: "{file}"\n' for name, file in (zones or ZONES).items()))
    return Server([path, "-d", "-c", config], lab.folder, env=env, ready=lambda: dns_serves(SERVER))


def nginx(lab):
    path, env = find_server("nginx")
    folder = tempfile.mkdtemp(dir=lab.folder, prefix="nginx-")
    config = os.path.join(folder, "nginx.conf")
    shutil.copy(PAGE, folder)
    temp = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in
                   ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    listen6 = f"    listen [{SERVER6}]:80;\n" if lab.ipv6 else ""
    write_file(config, f"""daemon off;
master_process off;
user root root;
error_log stderr;
pid {folder}/nginx.pid;
events {{}}
http {{
  access_log off;
  types {{ text/html html; }}
{temp}  server {{
    listen {SERVER}:80;
{listen6}    root {folder};
  }}
}}
""")
    return Server([path, "-e", "stderr", "-p", folder, "-c", config], lab.folder, env=env,
                  ready=lambda: tcp_serves(SERVER, 80))


def unbound(lab, address=SECOND):
    """A resolver that asks the server's port 53."""
    path, env = find_server("unbound")
    folder = tempfile.mkdtemp(dir=lab.folder, prefix="unbound-")
    config = os.path.join(folder, "unbound.conf")
    write_file(config, f"""server:
  interface: {address}
  access-control: 192.168.10.0/24 allow
  do-ip6: no
  num-threads: 1
  module-config: "iterator"
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  rrset-roundrobin: no
  local-zone: "test." nodefault
remote-control:
  control-enable: no
""" + "".join(f'stub-zone:\n  name: "{name}"\n  stub-addr: {SERVER}\n' for name in ZONES))
    return Server([path, "-d", "-p", "-c", config], lab.folder, env=env, ready=lambda: dns_serves(address))


def nscd(lab, **options):
    """The real daemon, on the client, at the place where clients look for it; options: of nscd.conf for hosts."""
    path, env = find_server("nscd")
    folder = tempfile.mkdtemp(dir=lab.folder, prefix="nscd-")
    config = os.path.join(folder, "nscd.conf")
    others = "".join(f"enable-cache {name} no\n" for name in ("passwd", "group", "services", "netgroup"))
    hosts = {"enable_cache": "yes", "positive_time_to_live": 3600, "negative_time_to_live": 20, "suggested_size": 211,
             "check_files": "no", "persistent": "no", "shared": "yes", **options}
    write_file(config, f"logfile {folder}/nscd.log\nthreads 4\nparanoia no\n" + others +
               "".join(f"{name.replace('_', '-')} hosts {value}\n" for name, value in hosts.items()))

    def ready():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            return sock.connect_ex(lab.nscd_socket()) == 0
    return Server([path, "-d", "-f", config], lab.folder, prepare=lab.prepare(), env=env, ready=ready)


def article_servers(lab, kind):
    """DNS and HTTP: `debian` NSD and nginx, `own` the project's, `auto` the first that is there."""
    if kind != "own":
        try:
            find_server("nsd"), find_server("nginx")
            return "NSD and nginx", [nsd(lab), nginx(lab)]
        except Skip:
            if kind == "debian":
                raise
    return "the project's own servers", [own_dns(lab), own_http(lab)]
