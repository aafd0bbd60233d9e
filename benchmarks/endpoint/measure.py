#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the local endpoint beside other emulators, in one run on one machine.

How fast PutRecords of 500 records of 100 B are taken, from wrk with a prepared body, with nothing
stored and with a million records; how long it takes from the start of the process to the first
record read back. Exits with 1 if the endpoint falls short of what is promised of it.
"""
import argparse
import base64
import collections
import http.client
import json
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
RECORDS = 500
AUTHORIZATION = ("AWS4-HMAC-SHA256 Credential=000000000000/20240101/us-east-1/kinesis/aws4_request,"
                 " SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0")
Peer = collections.namedtuple("Peer", "name command environment")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def call(port, operation, body):
    """One request over a connection of its own. Gives: the answer's members."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/", json.dumps(body), {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"Kinesis_20131202.{operation}",
        "X-Amz-Date": "20240101T000000Z", "Authorization": AUTHORIZATION})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{operation}: {answer.status} {text[:300]}")
    return json.loads(text) if text else {}


class Running:
    """A server in a process of its own, up and with a stream of four shards."""

    def __init__(self, peer):
        self.port = free_port()
        environment = dict(os.environ, **{key: value.format(port=self.port, other=free_port())
                                          for key, value in peer.environment.items()})
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [part.format(port=self.port) for part in peer.command], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for_port()
        call(self.port, "CreateStream", {"StreamName": "bench", "ShardCount": 4})
        while True:
            described = call(self.port, "DescribeStreamSummary", {"StreamName": "bench"})
            if described["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
                break
            time.sleep(0.02)

    def wait_for_port(self):
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - self.began > 30:
                    raise RuntimeError("the server did not come up")
                time.sleep(0.001)

    def first_record(self):
        """Units: seconds from the start of the process to the first record read back."""
        put = call(self.port, "PutRecord", {"StreamName": "bench", "PartitionKey": "k",
                                            "Data": base64.b64encode(b"hello").decode()})
        iterator = call(self.port, "GetShardIterator",
                        {"StreamName": "bench", "ShardId": put["ShardId"],
                         "ShardIteratorType": "TRIM_HORIZON"})["ShardIterator"]
        records = call(self.port, "GetRecords", {"ShardIterator": iterator})["Records"]
        if base64.b64decode(records[0]["Data"]) != b"hello":
            raise RuntimeError("another record came back")
        return time.perf_counter() - self.began

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def body(seed):
    """Five hundred records of a hundred bytes, under different keys."""
    chance = random.Random(seed)
    return {"StreamName": "bench", "Records": [
        {"PartitionKey": f"key-{chance.randrange(1 << 40)}",
         "Data": base64.b64encode(chance.randbytes(100)).decode()} for _ in range(RECORDS)]}


def records_per_second(port, file, seconds, connections):
    """What wrk gets through. Fails if any answer was no 200."""
    run = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s",
         str(HERE / "put_records.lua"), f"http://127.0.0.1:{port}/"],
        env=dict(os.environ, WEIR_BODY=file), capture_output=True, text=True, check=True)
    if "Non-2xx" in run.stdout:
        raise RuntimeError(run.stdout)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", run.stdout)[1]) * RECORDS


def peers(arguments):
    found = [Peer("weir", [arguments.endpoint, "--port", "{port}", "--limits", "unlimited"], {})]
    modules = pathlib.Path(arguments.modules) / "node_modules"
    if (modules / "kinesalite").exists():
        found.append(Peer("kinesalite", ["node", str(modules / "kinesalite" / "cli.js"), "--port",
                                         "{port}", "--createStreamMs", "0"], {}))
    if (modules / "kinesis-local").exists():
        found.append(Peer("kinesis-local", ["node", str(modules / "kinesis-local" / "main.js")],
                          {"KINESIS_MOCK_PLAIN_PORT": "{port}", "KINESIS_MOCK_TLS_PORT": "{other}",
                           "KINESIS_MOCK_CERT_PATH": str(modules / "kinesis-local" / "server.json"),
                           "CREATE_STREAM_DURATION": "0ms", "LOG_LEVEL": "ERROR"}))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", required=True, help="the built program")
    parser.add_argument("--modules", required=True, help="where npm installed the peers")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--starts", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(body(1), file)
        file.flush()
        return compare(arguments, file.name)


def compare(arguments, file):
    speed, start = {}, {}
    print(f"{'':14} {'records/s':>12} {'start to first record':>22}")
    for peer in peers(arguments):
        starts = []
        for _ in range(arguments.starts if peer.name == "weir" else 2):
            with Running(peer) as server:
                starts.append(server.first_record())
        with Running(peer) as server:
            if call(server.port, "PutRecords", body(2)).get("FailedRecordCount"):
                raise RuntimeError(f"{peer.name} refuses records")
            speed[peer.name] = records_per_second(server.port, file, arguments.seconds,
                                                  arguments.connections)
        start[peer.name] = statistics.median(starts)
        print(f"{peer.name:14} {speed[peer.name]:12,.0f} {start[peer.name] * 1000:19.1f} ms")
    empty, full = with_a_million(arguments, file)
    claims = [("of the speed with nothing stored, with a million stored", full / empty, 0.95, True),
              ("ms from start to first record", start["weir"] * 1000, 50, False)]
    for name, times in (("kinesalite", 20), ("kinesis-local", 200)):
        if name in speed:
            claims.append((f"times {name}", speed["weir"] / speed[name], times, True))
    holds = True
    for what, value, bound, least in claims:
        good = value >= bound if least else value <= bound
        holds = holds and good
        print(f"{value:10.2f} {what} ({'at least' if least else 'at most'} {bound}): "
              f"{'ok' if good else 'FALLS SHORT'}")
    return 0 if holds else 1


def with_a_million(arguments, file):
    """Records a second right after the start, and once a million are stored; in turns."""
    empty, full = [], []
    for _ in range(3):
        with Running(peers(arguments)[0]) as server:
            empty.append(records_per_second(server.port, file, 1, arguments.connections))
            stored = empty[-1]
            while stored < 1_000_000:
                stored += records_per_second(server.port, file, 1, arguments.connections)
            full.append(records_per_second(server.port, file, 1, arguments.connections))
    return statistics.median(empty), statistics.median(full)


if __name__ == "__main__":
    sys.exit(main())
