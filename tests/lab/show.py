"""Shows the article's lab at work: the page, then the steps that brought it.  With arguments: runs them on the client."""

import os
import sys

from kernel import Skip
from lab import CLIENT, SERVER, Lab, Loopback, handle_signals, why_no_lab
from process import build_program
from servers import article_servers


def run(lab, *args):
    """Runs a command with our own terminal; shows it first."""
    programs = [os.path.dirname(build_program(*parts)) for parts in (("fetch", "fetch"), ("resolver", "resolve"))]
    print(f"\n$ {' '.join(args)}", flush=True)
    os.environ["PATH"] = ":".join([*programs, os.environ.get("PATH", "")])
    status = lab.run(list(args), interactive=True).status
    if status != 0:
        print(f"({args[0]} ended with exit status {status})")
    return status


def show(lab, command):
    if command:
        return run(lab, *command)
    options = lab.options()
    return (run(lab, "fetch", *options, lab.url()) or
            run(lab, "fetch", *options, "-s", "-o", "/dev/null", "-A", "curl/7.29.0",
                "--trace", "-", "--trace-format", "strace", lab.url()))


def main(command):
    handle_signals()
    why = "as asked" if os.environ.get("LAB_LOOPBACK") else why_no_lab()
    try:
        if why:
            with Loopback() as lab:
                print(f"lab: the project's own servers on loopback ports ({why}): {' '.join(lab.options())} {lab.url()}")
                return show(lab, command)
        with Lab() as lab:
            who, servers = article_servers(lab, os.environ.get("LAB_SERVERS", "auto"))
            lab.start(*servers)
            print(f"lab: two private network namespaces, {who} at {SERVER}, the client at {CLIENT}")
            return show(lab, command)
    except Skip as skip:
        print(f"lab: {skip}", file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))
