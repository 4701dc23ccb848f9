"""The lab itself, as `tests/lab/try` starts it: as root or not, with private namespaces or where they are forbidden."""

import contextlib
import os
import sys

from harness import Skip, equal, expect, native_only, run
from kernel import die_with_parent, read_file
from lab import PAGE
from process import ROOT, execute, find_program

SHOW = os.path.join(ROOT, "tests", "lab", "show.py")


class NoLab(contextlib.AbstractContextManager):
    """These tests start labs in processes of their own."""

    def stop(self):
        """Nothing of ours runs."""

    def __exit__(self, *_):
        pass


def show(*wrapper, python=sys.executable, **env):
    result = execute([*wrapper, python, SHOW], die_with_parent, env=env, timeout=60)
    equal(result.status, 0, "exit status", result)
    expect(read_file(PAGE) in result.stdout, "the page", result)
    steps = result.stdout.split("</html>", 1)[1]
    expect("connect(" in steps and "sendto(" in steps and "recvfrom(" in steps, "the steps", result)
    return result.stdout.splitlines()[0]


def in_namespaces(servers, who):
    def case(_):
        native_only()
        said = show(LAB_SERVERS=servers)
        if "loopback" in said:
            raise Skip(said)
        expect(who in said, f"{who} in the first line", said)
    return case


def on_loopback(_):
    native_only()
    said = show(LAB_LOOPBACK="1")
    expect("loopback" in said, "loopback in the first line", said)


def forbidden(_):
    """A user namespace without room for network namespaces stands for a machine that forbids them."""
    native_only()
    forbid = 'echo 0 > /proc/sys/user/max_net_namespaces && exec "$@"'
    wrapper = [find_program("unshare"), "-Ur", "/bin/sh", "-c", forbid, "sh"]
    if execute([*wrapper, "true"], die_with_parent).status != 0:
        raise Skip("no user namespace to try this in")
    said = show(*wrapper)
    expect("loopback" in said and "forbidden" in said, "loopback and the reason in the first line", said)


def ordinary_user(_):
    native_only()
    if os.getuid() != 0:
        raise Skip("this is no root already")
    wrapper = [find_program("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    if execute([*wrapper, "/usr/bin/python3", "-c", f"open({SHOW!r}); open({os.environ['STUBFETCH_BUILD']!r} + "
                "'/build.ninja')"], die_with_parent).status != 0:
        raise Skip("nobody may not read this folder")
    said = show(*wrapper, python="/usr/bin/python3", HOME="/nonexistent")
    expect("namespaces" in said, "namespaces in the first line", said)


run(NoLab, [
    ("with NSD and nginx it shows the page and the steps", in_namespaces("auto", "namespaces")),
    ("with the own servers it shows the page and the steps", in_namespaces("own", "own servers")),
    ("on loopback ports it shows the page and the steps", on_loopback),
    ("where namespaces are forbidden it goes on loopback ports", forbidden),
    ("an ordinary user has the lab too", ordinary_user),
])
