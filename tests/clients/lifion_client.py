# SPDX-License-Identifier: Apache-2.0
"""lifion-kinesis, a consumer that somebody else wrote, with its leases in dynalite.

Two processes share a stream while a producer puts. They follow a split to its children; one of
them is killed, and the other one takes over its shards. Every record has to be seen at least once,
and those of a shard in their order.
"""

import collections
import json
import os
import subprocess
import sys
import threading
import time

import boto3
from botocore.config import Config

from steps import ENDPOINT, Failure, run, same, true, until

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.environ["WEIR_NODE_MODULES"]
ACCOUNT = {"polling": "100000000008", "fan-out": "100000000009"}


class Node:
    """A node program and the lines it prints. Its chatter is kept for when something fails."""

    def __init__(self, script, **environment):
        self.process = subprocess.Popen(["node", os.path.join(HERE, script)], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        cwd=os.path.dirname(MODULES),
                                        env={**os.environ, **environment})
        self.lines, self.chatter = [], collections.deque(maxlen=40)
        self.threads = [threading.Thread(target=self.take, args=each, daemon=True) for each in
                        ((self.process.stdout, self.lines), (self.process.stderr, self.chatter))]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def take(pipe, to):
        for line in pipe:
            to.append(line.rstrip("\n"))

    def kill(self):
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()


class Worker(Node):
    def said(self):
        return [json.loads(line) for line in list(self.lines)]

    def records(self):
        said = self.said()
        errors = [line["error"] for line in said if "error" in line]
        if errors or self.process.poll() not in (None, -9):
            raise Failure(f"{errors}; it said last: {list(self.chatter)[-5:]}")
        return [line for line in said if "data" in line]

    def shards(self, since=0):
        return {record["shard"] for record in self.records()[since:]}


class Producer(threading.Thread):
    """Puts numbered records with ten keys until it is stopped."""

    def __init__(self, kinesis, stream):
        super().__init__(daemon=True)
        self.kinesis, self.stream = kinesis, stream
        self.put, self.stopped = {}, threading.Event()  # data -> (shard, sequence number)
        self.goes_on, self.turn = threading.Event(), threading.Lock()
        self.goes_on.set()
        self.start()

    def run(self):
        number = 0
        while not self.stopped.is_set():
            batch = [{"Data": str(n), "PartitionKey": str(n % 10)}
                     for n in range(number, number + 10)]
            self.goes_on.wait()
            with self.turn:
                if not self.goes_on.is_set():
                    continue
                got = self.kinesis.put_records(StreamName=self.stream, Records=batch)
                for record, entry in zip(batch, got["Records"]):
                    if "ShardId" in entry:
                        self.put[record["Data"]] = (entry["ShardId"], entry["SequenceNumber"])
            number += 10
            self.stopped.wait(0.1)

    def rest(self):
        """Returns once nothing is being put, and nothing will be until `goes_on` is set."""
        self.goes_on.clear()
        with self.turn:
            pass

    def stop(self):
        self.stopped.set()
        self.goes_on.set()
        self.join()


def in_order(records):
    """Per shard no record comes before an earlier one is known; what comes again is put up with."""
    highest = {}
    seen = set()
    for record in records:
        number = int(record["sequence"])
        if number not in seen:
            true(number > highest.get(record["shard"], 0), f"{record} comes in order")
            highest[record["shard"]] = number
            seen.add(number)


def group(kind):
    stream, account = f"group-{kind}", ACCOUNT[kind]
    kinesis = boto3.client("kinesis", endpoint_url=ENDPOINT, region_name="us-east-1",
                           aws_access_key_id=account, aws_secret_access_key="secret",
                           config=Config(retries={"total_max_attempts": 9}))
    kinesis.create_stream(StreamName=stream, ShardCount=2)
    started = [dynalite := Node("dynalite.cjs")]
    producer = None
    try:
        until(lambda: dynalite.lines, "dynalite has a port")

        def worker():
            started.append(Worker("lifion_worker.cjs", WEIR_STREAM=stream, WEIR_ACCOUNT=account,
                                  WEIR_FAN_OUT="yes" if kind == "fan-out" else "",
                                  WEIR_DYNAMODB=f"http://127.0.0.1:{dynalite.lines[0]}"))
            return started[-1]
        producer = Producer(kinesis, stream)
        first = worker()
        until(first.shards, "the first process reads", 40)
        second = worker()
        workers = [first, second]
        until(lambda: second.records() or {"started": True} in second.said(),
              "the second process is one of the group", 40)

        def all_records():
            return [record for each in workers for record in each.records()]

        def missing():
            seen = {record["data"] for record in all_records()}
            return {data: place for data, place in producer.put.items() if data not in seen}

        def all_seen():
            try:
                until(lambda: not missing(), "every record has been seen", 30)
            except Failure as failure:
                raise Failure(f"{failure}; missing: {missing()}") from failure
        until(lambda: {s for each in workers for s in each.shards()} >=
              {"shardId-000000000000", "shardId-000000000001"}, "both shards are read", 40)
        kinesis.split_shard(StreamName=stream, ShardToSplit="shardId-000000000000",
                            NewStartingHashKey=str(2**126))
        children = {"shardId-000000000002", "shardId-000000000003"}
        until(lambda: {s for each in workers for s in each.shards()} >= children,
              "the children are read", 40)
        until(lambda: first.shards() and second.shards(), "both processes read", 40)
        print(f"{kind}: before the kill {sorted(first.shards())} and {sorted(second.shards())}",
              file=sys.stderr)
        # It notes how far it is before it hands on what it read: whoever kills it in between
        # loses records by its fault. So it has to have handed on everything.
        producer.rest()
        all_seen()
        first.kill()
        mark = len(second.records())
        producer.goes_on.set()
        lost = first.shards() - {"shardId-000000000000"}
        until(lambda: second.shards(mark) >= lost, f"{sorted(lost)} are taken over", 60)
        producer.stop()
        all_seen()
        for each in workers:
            in_order(each.records())
        places = {record["data"]: (record["shard"], record["sequence"])
                  for record in all_records()}
        same(places, producer.put, "places of records")
        true({shard for shard, _ in producer.put.values()} >= children | {"shardId-000000000001"},
             "the keys reach every shard")
        print(f"{kind}: {len(producer.put)} records put, {len(all_records())} seen",
              file=sys.stderr)
    except Failure as failure:
        for each in started[1:]:
            print("\n".join(["-- it said last:", *list(each.chatter)[-15:]]), file=sys.stderr)
        raise failure
    finally:
        if producer:
            producer.stop()
        for each in started:
            each.kill()


def polling():
    group("polling")


def fan_out():
    group("fan-out")


if __name__ == "__main__":
    def version(name):
        with open(os.path.join(MODULES, name, "package.json"), encoding="utf-8") as file:
            return f"{name} {json.load(file)['version']}"
    run(", ".join(map(version, ("lifion-kinesis", "aws-sdk", "dynalite"))), [polling, fan_out])
