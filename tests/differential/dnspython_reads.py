"""A second judge: dnspython reads our texts, and must get the octets that they were made of.

    differential --records ... | dnspython_reads.py

Each record once.  Only types that dnspython 2.3 has a format for; where it cannot read a text, or reads it as other octets,
KNOWN says why, or it is a failure.  Exit status 1: there are failures; 77: no dnspython.
"""

import re
import sys

try:
    import dns.rdata
    import dns.rdataclass
    import dns.rdatatype
    import dns.version
except ImportError:
    print("python3-dnspython is missing", file=sys.stderr)
    sys.exit(77)

# Types that dnspython 2.3 has no name for, as words of a text.
UNNAMED = re.compile(r"\b(MD|MF|MB|MG|MR|WKS|SINK|ATMA|EID|NIMLOC|NXT|RKEY|TALINK|DSYNC|HHIT|BRID|NXNAME|MAILA|MAILB|DOA|RESINFO"
                     r"|WALLET|CLA|IPN)\b")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(\d\d\d|.)")


def utf8(kind, wire, text, trouble):
    high = sum(escape.isdigit() and int(escape) > 127 for string in STRING.findall(text) for escape in ESCAPE.findall(string))
    if kind not in (13, 19, 20, 27, 35, 256, 257) or not high:
        return False
    wire = wire[:-1] if kind == 20 and text.endswith(' ""') else wire  # see no_subaddress()
    return trouble.endswith("too long") or (trouble.startswith("read as ") and len(trouble) - 8 == 2 * (len(wire) + high))


def no_subaddress(kind, wire, text, trouble):
    return kind == 20 and text.endswith(' ""') and trouble == f"read as {wire[:-1].hex()}"


def one_centimetre(kind, wire, _, trouble):
    """Of the altitude, the last of LOC's fields."""
    if kind != 29 or not trouble.startswith("read as "):
        return False
    read = bytes.fromhex(trouble[8:])
    return read[:12] == wire[:12] and abs(int.from_bytes(read[12:], "big") - int.from_bytes(wire[12:], "big")) == 1


def says(kinds, what, holds=lambda wire, text: True):
    return lambda kind, wire, text, trouble: kind in kinds and what in trouble and holds(wire, text)


# Octets in front of the digits that such RDATA ends in.
EMPTY = {25: 4, 37: 5, 43: 4, 44: 2, 48: 4, 52: 3, 53: 3, 59: 4, 60: 4, 63: 6, 32769: 4}
KNOWN = [
    (r"\DDD in a string is an octet (RFC 1035 5.1); dnspython makes UTF-8 of it", utf8),
    ("ISDN's empty subaddress is one (RFC 1183 3.2); dnspython leaves it out", no_subaddress),
    ("LOC's altitude is reckoned in floating point there", one_centimetre),
    ("NID and L64 without zeros in front (RFC 6742 2.1.2); dnspython wants four digits", says((104, 106), "invalid formatted hex",
        lambda wire, text: text.split(" ")[1] == ":".join(f"{int.from_bytes(wire[i:i + 2], 'big'):x}" for i in (2, 4, 6, 8)))),
    ("types that dnspython has no name for", says((46, 47, 50, 62, 24), "type is unknown", lambda _, text: UNNAMED.search(text))),
    ("the bit of type 0 (RFC 4034 4.1.2: ignored)", says((47, 50, 62), "with bit 0", lambda _, text: "TYPE0" in text)),
    ("SvcParams in AliasMode are ignored, not refused (RFC 9460 2.4.2)",
     says((64, 65), "parameters in AliasMode", lambda wire, _: wire[:2] == b"\0\0")),
    ("TKEY has no text in RFC 2930; dnspython has its own", says((249,), "")),
    ("TSIG's errors over 4095, and no text of an empty MAC, in dnspython's",
     says((250,), "SyntaxError", lambda _, text: text.split(" ")[3] == "0" or int(text.split(" ")[-2 if text.endswith(" 0") else -3]
                                                                              .replace("NOERROR", "0") or 0) > 4095)),
    ("GPOS's values (RFC 1712 3) are not looked at", says((27,), "SyntaxError")),
    ("digits of no octets at the end have no word",
     lambda kind, wire, text, trouble: "expecting another identifier" in trouble and
     (EMPTY.get(kind) == len(wire) or (kind in (24, 46) and len(text.split(" ")) == 8))),
    ("URI with an empty target", says((256,), "target cannot be empty", lambda wire, _: len(wire) == 4)),
    ("NSEC3's hash without padding (RFC 5155 3.3)", says((50,), "Incorrect padding", lambda wire, _: wire[5 + wire[4]] % 5)),
    ("an IPSECKEY without a key (RFC 4025 2.6)", says((45,), "expecting another identifier", lambda _, text: len(text.split()) == 4)),
    ("a digest, a scheme or an algorithm of the reserved number 0, and RFC 8078 4's digest of none",
     lambda kind, wire, _, trouble: ("is reserved" in trouble and kind in (43, 59, 32769) and wire[3] == 0) or
     ("is reserved" in trouble and kind == 63 and 0 in wire[4:6]) or
     ("length inconsistent" in trouble and kind == 59 and wire[3] == 0)),
    ("SvcParamKeys that are younger than dnspython 2.3", says((64, 65), "Unknown SVCB ParamKey",
        lambda _, text: re.search(r"\b(dohpath|ohttp|tls-supported-groups)\b", text))),
    ("CERT's algorithms by the names of RFC 5155 and RFC 5933", says((37,), "SyntaxError", lambda wire, _: wire[4] in (6, 7, 12))),
    ("CAA's tag of other octets than letters and digits (RFC 8659 4.1)", says((257,), "tag is not alphanumeric",
        lambda wire, _: not wire[2:2 + wire[1]].isalnum())),
]

def formatted(kind, klass):
    return dns.rdata.get_rdata_class(klass, kind) is not dns.rdata.GenericRdata


def judge(kind, klass, wire, text):
    """What is wrong; None: nothing."""
    try:
        read = dns.rdata.from_text(klass, kind, text, relativize=False).to_wire()
    except Exception as error:  # pylint: disable=broad-except
        return f"{type(error).__name__}: {error}"
    return None if read == wire else f"read as {read.hex()}"


def main():
    seen, types, known, failed = set(), set(), {}, 0
    for line in sys.stdin:
        if line in seen:
            continue
        seen.add(line)
        head, text = line.rstrip("\n").split("\t", 1)
        kind, klass, *octets = head.split(" ")
        kind, klass, wire = int(kind), int(klass), bytes.fromhex(octets[0] if octets else "")
        if text.startswith("\\#") or not formatted(kind, klass):
            continue
        types.add(kind)
        trouble = judge(kind, klass, wire, text)
        if not trouble:
            continue
        reason = next((name for name, holds in KNOWN if holds(kind, wire, text, trouble)), None)
        if reason:
            known[reason] = known.get(reason, 0) + 1
            continue
        failed += 1
        if failed <= 20:
            print(f"{dns.rdatatype.to_text(kind)} {klass} {wire.hex()}\n  ours: {text}\n  dnspython: {trouble}")
    print(f"dnspython {dns.version.version}: {len(seen)} records, {len(types)} types with a format; {failed} failures")
    for name, holds in KNOWN:
        print(f"{known.get(name) or 'never':>8}  {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
