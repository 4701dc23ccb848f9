"""The program resolve, as people use it: many names, names from a pipe, several backends side by side."""

import json
import re
import socket
import subprocess

from harness import Skip, equal, expect, run
from harness import resolve as resolve_by_default
from lab import SERVER, SERVER6, Lab
from process import find_program
from servers import own_dns

NAMES = ["host1.example.com", "four.lab.test", "chain.lab.test", "nothing.lab.test", "nodata.lab.test", "127.1"]


def resolve(*args):
    """With the backend that can do everything, whichever one is the default."""
    return resolve_by_default("--backend", "native", *args)


def start(lab, *options):
    lab.start(own_dns(lab, *options))


def lines(result):
    return sorted(result.stdout.splitlines())


def many_names(lab):
    start(lab)
    result = lab.run(resolve(*NAMES))
    equal(result.status, 1, "exit status", result)
    equal(lines(result), sorted(["127.1 127.0.0.1", f"host1.example.com {SERVER}", f"four.lab.test {SERVER}",
                                 f"chain.lab.test {SERVER}"]), "results", result)
    for name, cause in (("nothing.lab.test", "no such name (NXDOMAIN"), ("nodata.lab.test", "no such record (NODATA")):
        expect(f"resolve: {name}: " in result.stderr and cause in result.stderr, f"{name} and {cause}", result)


def many_names_all_there(lab):
    start(lab)
    result = lab.run(resolve("four.lab.test", "host1.example.com"))
    equal((result.status, result.stderr), (0, ""), "exit status and errors", result)


def from_file(lab, *options):
    """1,000 lines with comments, blanks and a line that is no name; each name once."""
    start(lab)
    path = lab.path("names")
    with open(path, "w", encoding="ascii") as file:
        file.write("# names\n\n")
        for n in range(1000):
            file.write(f"  {'four' if n % 2 else 'nothing'}.lab.test\r\n")
        file.write(f"two words\n{'x' * 70000}\nhost1.example.com")
    result = lab.run(resolve("--file", path, *options), timeout=60)
    equal(result.status, 1, "exit status", result.stderr[-2000:])
    equal(len(result.stdout.splitlines()), 501, "names found")
    expect(f"host1.example.com {SERVER}" in result.stdout, "the last line without newline", result.stdout[-200:])
    equal(result.stderr.count("nothing.lab.test: no such name"), 500, "names not there", result.stderr[-2000:])
    equal(result.stderr.count("not a valid name"), 2, "lines that are no names", result.stderr[-2000:])


def from_file_in_parallel(lab):
    from_file(lab, "--jobs", "200")


def from_file_one_by_one(lab):
    """With one job results come in the file's order."""
    start(lab)
    path = lab.path("names")
    wanted = ["four.lab.test", "host1.example.com", "chain.lab.test", "four.lab.test"]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(wanted) + "\n")
    result = lab.run(resolve("--jobs", "1", "-f", path))
    equal([line.split()[0] for line in result.stdout.splitlines()], wanted, "order", result)


def results_as_they_land(lab):
    """A result is there before the next name has been written, and the end comes with the end of the pipe."""
    start(lab)
    shell = find_program("sh")
    program = " ".join(resolve("--file", "-"))
    script = (f"mkfifo {lab.path('fifo')}; {program} <{lab.path('fifo')} >{lab.path('out')} & exec 3>{lab.path('fifo')}; "
              "echo four.lab.test >&3; n=0; "
              f"until grep -q four {lab.path('out')}; do n=$((n + 1)); [ $n -lt 2000 ] || exit 9; sleep 0.005; done; "
              "echo host1.example.com >&3; exec 3>&-; wait")
    result = lab.run([shell, "-c", script], timeout=60)
    equal(result.status, 0, "exit status", result)
    with open(lab.path("out"), encoding="ascii") as file:
        equal(file.read().splitlines(), [f"four.lab.test {SERVER}", f"host1.example.com {SERVER}"], "results")


def json_lines(lab):
    start(lab)
    result = lab.run(resolve("--json", *NAMES))
    objects = {o["name"]: o for o in map(json.loads, result.stdout.splitlines())}
    equal(set(objects), set(NAMES), "names", result)
    equal(objects["nothing.lab.test"]["status"], "STUB_NXDOMAIN", "status of a name that is not there")
    equal([a["address"] for a in objects["chain.lab.test"]["addresses"]], [SERVER], "addresses of a chain")


def types_of_many(lab):
    start(lab)
    result = lab.run(resolve("-t", "MX", "mail.lab.test", "four.lab.test"))
    equal(result.status, 1, "exit status", result)
    expect("10 four.lab.test." in result.stdout, "the record", result)
    expect("four.lab.test: the name has no such record" in result.stderr, "the name without", result)


def control_octets(lab):
    """What a terminal would obey is not written to it."""
    result = lab.run(resolve("a\x1b[31mb", "c"))
    expect("\x1b" not in result.stderr + result.stdout and "\\027[31m" in result.stderr, "ESC escaped", result)


def unreadable(lab):
    result = lab.run(resolve("--file", lab.path("not-there")))
    equal(result.status, 3, "exit status", result)
    expect("No such file" in result.stderr, "the reason", result)
    result = lab.run(resolve("--file", lab.folder))
    equal(result.status, 3, "exit status of a folder", result)


def full_output(lab):
    result = lab.run([find_program("sh"), "-c", " ".join(resolve("127.0.0.1", "127.0.0.2")) + " >/dev/full"])
    equal(result.status, 3, "exit status", result)


def complaints_in_one_piece(_):
    """A line on standard error is one write, however many there are."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(30)
    process = subprocess.Popen(resolve("a b", "c d"), stdin=subprocess.DEVNULL, stderr=theirs)
    theirs.close()
    got = [ours.recv(4096), ours.recv(4096), ours.recv(4096)]
    process.wait()
    ours.close()
    equal(sorted(got), [b"", b"resolve: a b: not a valid name\n", b"resolve: c d: not a valid name\n"], "writes")


def closed_descriptors(lab):
    """The number of one that is closed does not go to a socket, which would then be read or written."""
    start(lab)
    shell = find_program("sh")
    result = lab.run([shell, "-c", " ".join(resolve("--file", "-")) + " <&-"])
    equal(result.status, 3, "exit status without standard input", result)
    expect("-: Bad file descriptor" in result.stderr, "the reason", result)
    many = " ".join(resolve("--trace", lab.path("trace"), "four.lab.test", "nothing.lab.test"))
    for closed, status in ((1, 3), (2, 1)):
        result = lab.run([shell, "-c", f"{many} {closed}>&-"])
        equal(result.status, status, f"exit status without {closed}", result)
        with open(lab.path("trace"), encoding="ascii") as file:
            trace = file.read()
        expect("ask " in trace, "steps", trace)
        expect(f"four.lab.test {SERVER}\n" not in trace and "resolve: " not in trace, f"nothing but steps without {closed}", trace)


def names_of_addresses(lab):
    """hosts, loopback, and PTR, which the lab's zones do not have."""
    start(lab)
    lab.hosts(f"{SERVER} server.lab.test server\n")
    try:
        result = lab.run(resolve(SERVER))
        equal((result.status, result.stdout.split()[:2]), (0, ["server.lab.test", "hosts"]), "one address", result)
        result = lab.run(resolve(SERVER, "::1", "192.0.2.99"))
        equal(result.stdout.splitlines()[1:], ["::1 localhost"], "several", result)
        expect(result.stdout.startswith(f"{SERVER} server.lab.test"), "the first of several", result)
        equal(result.status, 1, "exit status with one that has no name", result)
        result = lab.run(resolve("--json", SERVER))
        equal(json.loads(result.stdout)["names"][0], "server.lab.test", "names in JSON", result)
        result = lab.run(resolve("--explain", SERVER, "192.0.2.99"))
        expect(re.search("from hosts\\n.*\\n  1. server.lab.test\\n", result.stdout), "the name explained", result)
        expect(f"ask {SERVER}:53 udp  PTR 99.2.0.192.in-addr.arpa." in result.stdout, "the question explained", result)
        equal(result.status, 1, "exit status of --explain", result)
    finally:
        lab.hosts("")


def explained(lab):
    """Configuration with its places, steps in their order, the rule behind the order, the verdict."""
    start(lab)
    path = lab.path("explained.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"# servers\nnameserver {SERVER}\nsearch lab.test\noptions ndots:77 nonsense\n")
    result = lab.run(resolve("--explain", "--resolv-conf", path, "big"))
    equal(result.status, 0, "exit status", result)
    wanted = [f"nameserver .*{SERVER}:53 .*{path}:2", f"search .*lab.test .*{path}:3", f"ndots .* 15 .*{path}:4",
              f"ndots:77 .*{path}:4 +clamped: ", f"nonsense .*{path}:4 +ignored: no such option",
              f"each round {SERVER}:53 5 s\n  in all +10 s in 2 rounds",
              "search: big.lab.test., with a domain of the list", f"ask {SERVER}:53 udp +A big.lab.test.",
              f"ask {SERVER}:53 tcp", f"order: .* before .*, .*", "STUB_OK after .* ms, from dns", "3 queries sent|4 queries sent",
              f"{SERVER}:53 .* round trip"]
    at = 0
    for pattern in wanted:
        match = re.compile(pattern).search(result.stdout, at if pattern[0] in "sao" else 0)
        expect(match, f"{pattern!r}", result)
        at = match.start()


def linted(lab):
    start(lab)
    path = lab.path("linted.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"nameserver {SERVER}\noptions ndots:77\n")
    files = ["--resolv-conf", path]
    for option, name in (("--hosts", "hosts"), ("--nsswitch-conf", "nsswitch"), ("--gai-conf", "gai")):
        with open(lab.path(name), "w", encoding="ascii") as file:
            file.write("hosts: files dns\n" if name == "nsswitch" else "\n")
        files += [option, lab.path(name)]
    result = lab.run(resolve("--lint", *files))
    equal(result.status, 1, "exit status", result)
    expect(f"{path}:2: ndots of more than 15: ndots:77" in result.stdout, "the line", result)
    expect("glibc 2.36 clamped" in result.stdout and "c-ares 1.18 as written" in result.stdout, "who reads what", result)
    found = [json.loads(line) for line in lab.run(resolve("--lint", "--json", *files)).stdout.splitlines()]
    equal([(o["line"], o["readings"]["stubfetch"]) for o in found], [(2, "clamped")], "the same as JSON")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"nameserver {SERVER}\n")
    result = lab.run(resolve("--lint", *files))
    equal((result.status, result.stdout), (0, "every line is read alike\n"), "nothing to tell", result)
    result = lab.run(resolve("--lint", "--resolv-conf", lab.path("not-there")))
    equal(result.status, 3, "exit status where a file is missing", result)


USAGE = [
    ((), "a name is missing"),
    (("--diff", "a"), "--diff goes with --compare"),
    (("--compare", "native", "a"), "two backends at least"),
    (("--compare", "native,nobody", "a"), "no such backend"),
    (("--compare", "native,glibc", "-t", "MX", "a"), "not for a type"),
    (("--explain", "--json", "a"), "--explain goes with none"),
    (("--explain", "-t", "MX", "a"), "not for a type"),
    (("--lint", "a"), "--lint takes no names"),
    (("--file", "x", "a"), "beside --file"),
    (("--jobs", "0", "a"), "not a number of jobs"),
    (("--jobs",), "an argument is missing"),
    (("--nonsense",), "unknown option"),
]


def usage(lab):
    for arguments, text in USAGE:
        result = lab.run(resolve(*arguments))
        equal(result.status, 2, f"exit status of {arguments}", result)
        expect(text in result.stderr, f"{text!r} for {arguments}", result)


def backends(lab):
    return lab.run(resolve("--version")).stdout.split("backends:")[1].split()


def compare(lab, *arguments):
    here = backends(lab)
    if len(here) < 3:
        raise Skip("fewer backends than three are compiled in")
    return lab.run(resolve("--compare", "native,c-ares,glibc", *arguments), timeout=60)


def compare_agrees(lab):
    start(lab)
    result = compare(lab, "four.lab.test", "nothing.lab.test", "chain.lab.test")
    equal(result.status, 0, "exit status", result)
    equal(result.stdout.count(": agree"), 3, "names that agree", result)
    equal(compare(lab, "--diff", "four.lab.test").stdout, "", "nothing to show with --diff")


def compare_differs(lab):
    """What each of them makes of 0177.0.0.1 and of foo.localhost."""
    start(lab)
    result = compare(lab, "--diff", "--json", "0177.0.0.1", "four.lab.test", "foo.localhost")
    equal(result.status, 1, "exit status", result)
    objects = {o["name"]: o for o in map(json.loads, result.stdout.splitlines())}
    equal(set(objects), {"0177.0.0.1", "foo.localhost"}, "names that differ", result)
    equal(objects["0177.0.0.1"]["differ"], ["addresses"], "difference of 0177.0.0.1")
    equal(objects["foo.localhost"]["differ"], ["status"], "difference of foo.localhost")
    native = objects["foo.localhost"]["results"][0]
    equal((native["backend"], native["class"], native["queries"]), ("native", "ok", 0), "native's foo.localhost")


def compare_queries(lab):
    """The queries that native says it has sent are those that the server got."""
    start(lab)
    with lab.capture() as queries:
        result = lab.run(resolve("--compare", "native,native", "--json", "four.lab.test"))
    told = [side["queries"] for side in json.loads(result.stdout)["results"]]
    equal(sum(told), len(queries), "queries told and captured", result, queries)
    expect(told[0] == 2, "A and AAAA", result)


def both_families(lab):
    if not lab.ipv6:
        raise Skip("no IPv6 here")
    start(lab)
    for option, wanted in (("-4", [SERVER]), ("-6", [SERVER6])):
        result = lab.run(resolve(option, "dual.lab.test", "dual.lab.test"))
        equal(result.stdout.splitlines(), [f"dual.lab.test {' '.join(wanted)}"] * 2, f"with {option}", result)


run(Lab, [
    ("several names are looked up, and those not there are told of", many_names),
    ("several names that are all there exit with 0", many_names_all_there),
    ("names come from a file, a hundred at a time", from_file),
    ("names come from a file, two hundred at a time", from_file_in_parallel),
    ("one job keeps the order", from_file_one_by_one),
    ("results come as they land, names as they are written", results_as_they_land),
    ("with --json each name is an object on a line of its own", json_lines),
    ("a type is asked for several names", types_of_many),
    ("control octets do not reach the terminal", control_octets),
    ("a file that cannot be read is trouble", unreadable),
    ("a full disk is trouble", full_output),
    ("descriptors that are closed are nobody else's", closed_descriptors),
    ("a line of standard error is one write", complaints_in_one_piece),
    ("wrong usage is told with its reason", usage),
    ("families are kept apart for several names", both_families),
    ("addresses are looked up for their names", names_of_addresses),
    ("--explain tells from the configuration to the verdict", explained),
    ("--lint tells what is not read alike", linted),
    ("backends that agree are said to", compare_agrees),
    ("backends that differ are shown with what differs", compare_differs),
    ("the queries that native tells are those on the wire", compare_queries),
])
