#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes hyper_log_log.txt: precision, number of keys, estimate.

The keys are the decimal numbers from 0 on. The sums of Ertl's estimator are taken as his paper
defines them, term by term with 60 digits (needs mpmath), not by the recurrences of a program.
"""

import hashlib
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
ONES = 2**64 - 1
CASES = [(4, 0), (4, 1), (4, 10), (4, 1000), (4, 100_000), (10, 500), (10, 2500), (10, 100_000),
         (14, 1), (14, 100), (14, 20_000), (14, 200_000), (18, 1000), (18, 200_000)]


def bits_of(key):
    digest = hashlib.md5(str(key).encode()).digest()
    high, low = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")
    product = (low ^ 0x9E3779B97F4A7C15) * (high ^ 0xBF58476D1CE4E5B9)
    mixed = (product >> 64) ^ (product & ONES)
    again = (mixed ^ mixed >> 32) * 0x94D049BB133111EB & ONES
    return again ^ again >> 29


def registers(precision, keys):
    longest = [0] * 2**precision
    for key in range(keys):
        text = f"{bits_of(key):064b}"
        rest = text[precision:]
        rank = rest.index("1") + 1 if "1" in rest else len(rest) + 1
        place = int(text[:precision], 2)
        longest[place] = max(longest[place], rank)
    return longest


def sigma(share):
    if share == 1:
        return mp.inf
    return share + mp.nsum(lambda k: share ** (mp.mpf(2) ** k) * mp.mpf(2) ** (k - 1), [1, 200],
                           method="direct")


def tau(share):
    if share in (0, 1):
        return mp.mpf(0)
    terms = (((1 - share ** (mp.mpf(2) ** -k)) ** 2) * mp.mpf(2) ** -k for k in range(1, 200))
    return (1 - share - mp.fsum(terms)) / 3


def estimate(precision, longest):
    size, ranks = mp.mpf(2**precision), 64 - precision
    count = [longest.count(rank) for rank in range(ranks + 2)]
    total = size * sigma(count[0] / size)
    total += mp.fsum(count[rank] * mp.mpf(2) ** -rank for rank in range(1, ranks + 1))
    total += size * tau(1 - count[ranks + 1] / size) * mp.mpf(2) ** -ranks
    return size * size / (2 * mp.log(2)) / total


def main():
    lines = [f"{precision} {keys} {mp.nstr(estimate(precision, registers(precision, keys)), 17)}\n"
             for precision, keys in CASES]
    Path(__file__).with_suffix(".txt").write_text("".join(lines))


if __name__ == "__main__":
    main()
