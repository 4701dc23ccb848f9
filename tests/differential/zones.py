"""Zones with records of every type: RDATA drawn at random, field by field, from a table of the types' forms.

The table is written from the RFCs, in the wire's terms, and knows nothing of the library's own.  Records are written in the form
of RFC 3597 5, which a server checks against the types that it knows; those of TEXTS stand in the form of their type.
"""

import random

# One letter for each field of the RDATA:
#   1 2 4 6 8  an integer of so many octets       n  a name             s S  a string, one to four strings
#   a A        an IPv4, IPv6 address              x  1 to 80 octets     q    text to the end      t  a tag of letters
#   B M        a type bitmap, NXT's               h  0 to 9 octets behind their length            H  20 such octets
#   Y          a type                             T  a time             z    0 to 40 octets behind a length of two octets
# and the forms with a function of their own below.
FORMS = {
    "A": (1, "a"), "NS": (2, "n"), "MD": (3, "n"), "MF": (4, "n"), "CNAME": (5, "n"), "MB": (7, "n"), "MG": (8, "n"),
    "MR": (9, "n"), "NULL": (10, "x"), "WKS": (11, "a1x"), "PTR": (12, "n"), "HINFO": (13, "ss"), "MINFO": (14, "nn"),
    "MX": (15, "2n"), "TXT": (16, "S"), "RP": (17, "nn"), "AFSDB": (18, "2n"), "X25": (19, "s"), "ISDN": (20, "ss"),
    "RT": (21, "2n"), "NSAP": (22, "x"), "NSAP-PTR": (23, "n"), "SIG": (24, "Y114TT2nx"), "KEY": (25, "211x"),
    "PX": (26, "2nn"), "GPOS": (27, "ppp"), "AAAA": (28, "A"), "LOC": (29, "L"), "NXT": (30, "nM"), "EID": (31, "x"),
    "NIMLOC": (32, "x"), "SRV": (33, "222n"), "ATMA": (34, "w"), "NAPTR": (35, "22sssn"), "KX": (36, "2n"),
    "CERT": (37, "221x"), "A6": (38, "Z"), "DNAME": (39, "n"), "SINK": (40, "111x"), "APL": (42, "l"), "DS": (43, "21d"),
    "SSHFP": (44, "11x"), "IPSECKEY": (45, "1g"), "RRSIG": (46, "Y114TT2nx"), "NSEC": (47, "nB"), "DNSKEY": (48, "211x"),
    "DHCID": (49, "x"), "NSEC3": (50, "112hHB"), "NSEC3PARAM": (51, "112h"), "TLSA": (52, "111x"), "SMIMEA": (53, "111x"),
    "HIP": (55, "i"), "NINFO": (56, "S"), "RKEY": (57, "211x"), "TALINK": (58, "nn"), "CDS": (59, "21d"),
    "CDNSKEY": (60, "211x"), "OPENPGPKEY": (61, "x"), "CSYNC": (62, "42B"), "ZONEMD": (63, "4D"), "SVCB": (64, "v"),
    "HTTPS": (65, "v"), "DSYNC": (66, "Y12n"), "HHIT": (67, "x"), "BRID": (68, "x"), "SPF": (99, "S"), "NID": (104, "28"),
    "L32": (105, "2a"), "L64": (106, "28"), "LP": (107, "2n"), "EUI48": (108, "6"), "EUI64": (109, "8"),
    "TKEY": (249, "nTT22zz"), "TSIG": (250, "n62z22z"), "URI": (256, "22q"), "CAA": (257, "1tq"), "AVC": (258, "S"),
    "DOA": (259, "441sx"), "AMTRELAY": (260, "1r"), "RESINFO": (261, "S"), "WALLET": (262, "S"), "CLA": (263, "S"),
    "IPN": (264, "8"), "TA": (32768, "21d"), "DLV": (32769, "21d"), "TYPE731": (731, "x"), "TYPE65280": (65280, "x"),
}
NUMBERS = {name: number for name, (number, _) in FORMS.items()}
NUMBERS.update(SOA=6, OPT=41, NXNAME=128, IXFR=251, AXFR=252, MAILB=253, MAILA=254, ANY=255)

SINGLE = {"CNAME", "DNAME"}  # one to an owner

# Records as people write them.
TEXTS = {
    "LOC": ["42 21 54 N 71 06 18 W -24m 30m", "52 14 05.123 S 00 08 50.000 E 10.50m 1m 10000m 10m"],
    "APL": ["1:192.168.32.0/21 !1:192.168.38.0/28", "2:ff00::/8"],
    "HIP": ["2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKb"
            "Iy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D rvs1.test."],
    "SVCB": ["1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1", "0 svc4.test."],
    "HTTPS": ["1 . mandatory=alpn,port alpn=h2 port=443 no-default-alpn ech=AEX+DQBBAgAgACAA", "16 pool.test. key667=\"a b\""],
    "IPSECKEY": ["10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==", "10 0 2 . AQNRU3mG7TVTO2BkR47usw=="],
    "NAPTR": ['100 50 "s" "http+I2L+I2C+I2R" "" _http._tcp.test.', r'100 10 "u" "E2U+sip" "!^.*$!sip:a@b\\1!" .'],
    "CERT": ["PKIX 12345 RSASHA1 AQIDBAUGBwgJ", "253 1 0 AQID"],
    "TXT": ['"a" "" "b c"', r'"quote \" backslash \\ octet \200 semicolon ; dot ."'],
}


class Draw:
    """Random fields, all from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def octets(self, least, most):
        return self.random.randbytes(self.random.randint(least, most))

    def integer(self, octets):
        """Small numbers, large ones and any."""
        top = 256 ** octets - 1
        value = self.random.choice([self.random.randint(0, 16), self.random.randint(0, top), 0, top])
        return min(value, top).to_bytes(octets, "big")

    def label(self):
        kind = self.random.randrange(8)
        if kind == 0:
            return self.octets(1, 9)
        if kind == 1:
            return bytes(self.random.choices(b'.\\"();@$ \t\x00\x7f\xff*_-', k=self.random.randint(1, 6)))
        if kind == 2:
            return b"L" * self.random.randint(60, 63)
        return bytes(self.random.choices(b"abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789-_", k=self.random.randint(1, 12)))

    def labels(self, zone):
        """A name below the zone: a list of labels, now and then one that fills the 255 octets."""
        labels = [self.label() for _ in range(self.random.choice([1, 1, 1, 2, 2, 3]))]
        while self.random.randrange(16) == 0:
            room = 255 - len(wire_name(labels + zone))
            if room < 2:
                break
            labels.insert(0, b"x" * min(63, room - 1))
            while 255 - len(wire_name(labels + zone)) >= 2:
                labels.insert(0, b"y" * min(63, 255 - len(wire_name(labels + zone)) - 1))
        while len(wire_name(labels + zone)) > 255:
            labels.pop()
        return labels + zone

    def name(self):
        return self.random.choice([b"\0", wire_name(self.labels([b"test"])), wire_name(self.labels([b"test"])),
                                   wire_name(self.labels([b"types", b"test"]))])

    def string(self):
        kind = self.random.randrange(6)
        data = b"" if kind == 0 else self.octets(1, 20) if kind == 1 else self.octets(255, 255) if kind == 2 and \
            self.random.randrange(4) == 0 else bytes(self.random.choices(b'abc XYZ 012;"\\.()', k=self.random.randint(1, 30)))
        return bytes([len(data)]) + data

    def bitmap(self):
        windows = sorted(self.random.sample([0, 0, 0, 1, 1, 2, 127, 128, 255], self.random.randint(0, 3)))
        out = b""
        for window in sorted(set(windows)):
            bits = self.octets(0, 31) + bytes([self.random.randint(1, 255)])
            out += bytes([window, len(bits)]) + bits
        return out

    def digest(self, lengths):
        kind = self.random.choice(list(lengths) + [self.random.randint(5, 255)])
        length = lengths.get(kind)
        return bytes([kind]) + (self.octets(length, length) if length else self.octets(1, 64))

    def gateway(self, kind):
        return [b"", self.octets(4, 4), self.octets(16, 16), self.name()][kind]

    def svcb(self):
        keys = sorted(self.random.sample([1, 2, 3, 4, 5, 6, 667, 65280], self.random.randint(0, 5)))
        if 2 in keys and 1 not in keys:
            keys.remove(2)
        out = self.integer(2) + self.name()
        if keys and self.random.randrange(3) == 0:
            wanted = sorted(self.random.sample(keys, 1))
            out += b"\0\0" + (2 * len(wanted)).to_bytes(2, "big") + b"".join(k.to_bytes(2, "big") for k in wanted)
        for key in keys:
            times = self.random.randint(1, 3)
            value = b""
            for _ in range(times):
                value += {1: lambda: b"%c%s" % (3, self.octets(3, 3)) if self.random.randrange(3) == 0 else b"\2h2",
                          2: lambda: b"", 3: lambda: b"" if value else self.octets(2, 2), 4: lambda: self.octets(4, 4),
                          6: lambda: self.octets(16, 16)}.get(key, lambda: self.octets(1, 12))()
            out += key.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value
        return out

    def loc(self):
        def angle(degrees):
            return (2 ** 31 + self.random.choice([0, 1, -1, self.random.randint(-degrees, degrees) * 3599999])).to_bytes(4, "big")

        def precision():
            return bytes([self.random.randint(0, 9) << 4 | self.random.randint(0, 9)])
        return b"\0" + precision() + precision() + precision() + angle(90) + angle(180) + self.integer(4)

    def apl(self):
        out = b""
        for _ in range(self.random.randint(0, 4)):
            family = self.random.choice([1, 2])
            address = self.octets(0, 4 if family == 1 else 16).rstrip(b"\0")
            out += family.to_bytes(2, "big") + bytes([self.random.randint(0, 32 if family == 1 else 128)])
            out += bytes([len(address) | self.random.choice([0, 0x80])]) + address
        return out

    def a6(self):
        prefix = self.random.choice([0, 1, 8, 64, 127, 128])
        suffix = bytearray(self.octets(*[(128 - prefix + 7) // 8] * 2))
        if prefix % 8:
            suffix[0] &= 0xff >> prefix % 8
        return bytes([prefix]) + bytes(suffix) + (self.name() if prefix else b"")

    def field(self, form, done):
        """One field; done: the RDATA in front of it."""
        draw = self.random
        if form in "12468":
            return self.integer(int(form))
        if form == "r":  # RFC 8777 4.2
            kind = draw.randrange(4)
            return bytes([draw.choice([0, 0x80]) | kind]) + self.gateway(kind)
        if form == "g":  # RFC 4025 2.1, from the gateway's type on
            kind = draw.randrange(4)
            return bytes([kind]) + self.integer(1) + self.gateway(kind) + self.octets(0, 40)
        if form == "i":  # RFC 8005 5
            tag, key = self.octets(1, 20), self.octets(1, 60)
            servers = b"".join(self.name() for _ in range(draw.randrange(3)))
            return bytes([len(tag), draw.randint(0, 4)]) + len(key).to_bytes(2, "big") + tag + key + servers
        if form == "q" and done[:1] and draw.randrange(2):
            return b'https://test/?a="b"\\;(c)'
        return {
            "n": self.name, "s": self.string, "S": lambda: b"".join(self.string() for _ in range(draw.randint(1, 4))),
            "a": lambda: self.octets(4, 4), "A": lambda: draw.choice([self.octets(16, 16), bytes(15) + b"\1", bytes(16)]),
            "x": lambda: self.octets(1, 80), "q": lambda: self.octets(1, 40),
            "t": lambda: b"\5issue" if draw.randrange(2) else b"\7x1Y2abc",
            "B": self.bitmap, "M": lambda: bytes([draw.randint(0, 127)]) + self.octets(0, 14) + bytes([draw.randint(1, 255)]),
            "h": lambda: bytes([n := draw.randint(0, 9)]) + self.octets(n, n), "H": lambda: b"\x14" + self.octets(20, 20),
            "Y": lambda: draw.choice([draw.choice(list(NUMBERS.values())), draw.randint(0, 65535)]).to_bytes(2, "big"),
            "T": lambda: draw.randint(0, 2 ** 32 - 1).to_bytes(4, "big"),
            "z": lambda: (n := draw.choice([0, 8, 40])).to_bytes(2, "big") + self.octets(n, n),
            "p": lambda: draw.choice([b"\7-32.688", b"\x08116.8652", b"\00410.0"]),
            "w": lambda: draw.choice([b"\1" + bytes(draw.choices(b"0123456789", k=12)), b"\0" + self.octets(20, 20)]),
            "d": lambda: self.digest({1: 20, 2: 32, 4: 48}), "D": lambda: bytes([1]) + self.digest({1: 48, 2: 64}),
            "v": self.svcb, "L": self.loc, "l": self.apl, "Z": self.a6,
        }[form]()

    def rdata(self, name):
        out = b""
        for form in FORMS[name][1]:
            out += self.field(form, out)
        return out


def wire_name(labels):
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def text_name(labels):
    return "".join("".join(chr(c) if chr(c).isalnum() and c < 128 or chr(c) in "-_" or (label == b"*") else f"\\{c:03}"
                           for c in label) + "." for label in labels)


class Zone:
    """A zone: its lines, and the questions that it has answers to."""

    def __init__(self, name, seed, variants, types=None):
        """types: also a zone that is to be signed, whose TTLs are short then."""
        self.ttls = [0, 1, 300, 86400] if types else [0, 1, 300, 86400, 2 ** 31 - 1]
        self.name, self.labels = name, [label.encode() for label in name.split(".")]
        self.draw = Draw(seed)
        self.lines, self.questions = [], []
        self.apex()
        for kind in types or FORMS:
            self.add_type(kind, variants)
        self.add_shapes()

    def add(self, owner, kind, rdata, ttl=300):
        number = NUMBERS[kind]
        if isinstance(rdata, bytes):  # with its number, which a server also takes that does not know the type
            kind, rdata = f"TYPE{number}", f"\\# {len(rdata)} {rdata.hex()}"
        self.lines.append(f"{text_name(owner)} {ttl} IN {kind} {rdata}")
        self.ask(owner, number)

    def ask(self, owner, number):
        self.questions.append((wire_name(owner), number))

    def apex(self):
        origin = text_name(self.labels)
        self.lines += [f"{origin} 3600 IN SOA ns1.{origin} host\\.master.{origin} 2026010100 7200 3600 1209600 300",
                       f"{origin} 3600 IN NS ns1.{origin}", f"{origin} 3600 IN NS NS2.Other.test.",
                       f"ns1.{origin} 3600 IN A 192.0.2.53", f"ns1.{origin} 3600 IN AAAA 2001:db8::53"]
        for kind in ("SOA", "NS", "DNSKEY", "NSEC3PARAM", "CDS", "ANY", "A"):
            self.ask(self.labels, NUMBERS[kind])

    def add_type(self, kind, variants):
        """Some owners with one to three records of the type each, one with two dozen of them."""
        for variant in range(variants):
            many = variant == 0 and kind not in SINGLE
            owner = self.draw.labels(([b"long"] if many else []) + [kind.lower().encode()] + self.labels)
            ttl = 300 if many else self.draw.random.choice(self.ttls)
            for _ in range(24 if many else 1 if kind in SINGLE else self.draw.random.randint(1, 3)):
                self.add(owner, kind, self.draw.rdata(kind), ttl)
            self.ask(owner, NUMBERS["ANY"])
            self.ask(owner, NUMBERS["TXT"])  # NODATA, or a referral
        for number, text in enumerate(TEXTS.get(kind, [])):
            self.add([f"text{number}".encode(), kind.lower().encode()] + self.labels, kind, text)

    def add_shapes(self):
        """CNAME chains, a DNAME, wildcards, delegations, empty and missing names."""
        zone = self.labels
        for i in range(9):
            self.add([f"c{i}".encode(), b"chain"] + zone, "CNAME", wire_name([f"C{i + 1}".encode(), b"chain"] + zone))
        self.add([b"c9", b"chain"] + zone, "A", b"\xc0\0\2\1")
        self.ask([b"c0", b"chain"] + zone, NUMBERS["A"])
        self.add([b"redirect"] + zone, "DNAME", wire_name([b"chain"] + zone))
        self.ask([b"c8", b"redirect"] + zone, NUMBERS["A"])
        self.ask([b"none", b"redirect"] + zone, NUMBERS["AAAA"])
        self.add([b"*", b"wild"] + zone, "TXT", b"\4wild")
        for label in (b"any", b"\x00\xff", b"ANY.case"):
            self.ask([label, b"wild"] + zone, NUMBERS["TXT"])
            self.ask([label, b"wild"] + zone, NUMBERS["A"])
            self.ask([label, b"missing"] + zone, NUMBERS["A"])
        child = [b"child"] + zone
        for i in range(13):
            server = [f"ns{i}".encode()] + child
            self.add(child, "NS", wire_name(server))
            self.add(server, "A", bytes([192, 0, 2, i]))
            self.add(server, "AAAA", b"\x20\1\r\xb8" + bytes(11) + bytes([i]))
        self.add(child, "DS", b"\x30\x39\x08\x02" + bytes(range(32)))
        self.ask([b"www"] + child, NUMBERS["A"])
        self.ask([b"chain"] + zone, NUMBERS["A"])
        self.ask([b"x" * 63] * 3 + [b"y" * (253 - 192 - len(wire_name(zone)))] + zone, NUMBERS["A"])

    def types(self):
        """As they are written."""
        return {line.split(" ")[3] for line in self.lines}

    def text(self):
        return "".join(line + "\n" for line in self.lines)
