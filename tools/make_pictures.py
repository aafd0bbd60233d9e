#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures and figures of docs/choosing-a-partition-key.md with weir-keys.

make_pictures.py WEIR_KEYS [--write]: without --write it says what is not as it would be made. The
events are two minutes of a made-up shop, the same each time.
"""

import itertools
import json
import random
import subprocess
import sys
import tempfile
from bisect import bisect
from pathlib import Path

PAGE = "docs/choosing-a-partition-key.md"
FOLDER = "docs/pictures"
SHARDS = "8"
SECONDS = 120
PER_SECOND = 4000

# Name, the key in the options of weir-keys, and the pictures that the page shows of it.
CASES = [
    ("constant", ["--key-field", "kind"], ["loads"]),
    ("country", ["--key-field", "country"], ["loads"]),
    ("second", ["--key-field", "second"], ["heat_map"]),
    ("tenant", ["--key-field", "tenant", "--compare", "salted:4"], ["comparison", "top_keys"]),
    ("product", ["--key-field", "product"], ["loads", "lineage"]),
    ("user", ["--key-field", "user"], ["heat_map", "hash_ranges"]),
]


class Zipf:
    """Numbers from 0, the n-th as often as 1 / (n + 1) ** exponent."""

    def __init__(self, kinds, exponent):
        self.sums = list(itertools.accumulate((n + 1) ** -exponent for n in range(kinds)))

    def draw(self, chance):
        return bisect(self.sums, chance.random() * self.sums[-1], hi=len(self.sums) - 1)


def events(out):
    chance = random.Random(7)
    users, products = Zipf(40_000, 0.4), Zipf(3_000, 1.0)
    countries = ["de", "fr", "it", "es", "pl", "nl", "be", "se", "at", "dk", "fi", "ie"]
    print("at,kind,country,second,tenant,product,user", file=out)
    for number in range(SECONDS * PER_SECOND):
        second, part = divmod(number, PER_SECOND)
        clock = f"2026-03-01T12:{second // 60:02}:{second % 60:02}"
        tenant = 0 if chance.random() < 0.3 else 1 + int(chance.random() * 2_000)
        print(f"{clock}.{part * 1000 // PER_SECOND:03}Z,order,{chance.choice(countries)},{clock},"
              f"tenant-{tenant},product-{products.draw(chance)},user-{users.draw(chance)}",
              file=out)


def look(program, file, options):
    command = [program, file, "--shards", SHARDS, "--time-field", "at", "--no-costs", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def make(program):
    """Gives: the pictures by name, and what the page has to say."""
    pictures, sentences = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        with file.open("w") as out:
            events(out)
        for name, options, wanted in CASES:
            found = json.loads(look(program, str(file), [*options, "--format", "json"]))
            sentences[name] = found["verdict_text"]
            made = Path(folder) / name
            look(program, str(file), [*options, "--format", "json", "--pictures", str(made)])
            for picture in wanted:
                pictures[f"{name}-{picture}.svg"] = (made / f"{picture}.svg").read_text()
    return pictures, sentences


def check(root, pictures, sentences):
    page = " ".join((Path(root) / PAGE).read_text().replace("> ", "").split())
    problems = []
    for name, text in pictures.items():
        path = Path(root) / FOLDER / name
        if not path.exists() or path.read_text() != text:
            problems.append(f"{FOLDER}/{name}: is not what weir-keys makes now")
        if f"pictures/{name}" not in page:
            problems.append(f"{PAGE}: does not show {name}")
    for name, sentence in sentences.items():
        if " ".join(sentence.split()) not in page:
            problems.append(f"{PAGE}: does not say of {name}: {sentence}")
    known = {path.name for path in (Path(root) / FOLDER).glob("*.svg")}
    problems += [f"{FOLDER}/{name}: is made by nobody" for name in sorted(known - set(pictures))]
    return problems


def main(arguments):
    root = Path(__file__).resolve().parent.parent
    pictures, sentences = make(arguments[0])
    if "--write" in arguments:
        (root / FOLDER).mkdir(exist_ok=True)
        for name, text in pictures.items():
            (root / FOLDER / name).write_text(text)
        for name, sentence in sentences.items():
            print(f"{name}: {sentence}")
    problems = check(root, pictures, sentences)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
