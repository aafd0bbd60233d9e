# SPDX-License-Identifier: Apache-2.0
"""CBOR against the endpoint, as the SDK for Java speaks it: a small codec and plain requests."""

import datetime
import struct

from steps import RECORD, SHARD, Failure, Raw, members, no_nulls, run, same, true

ACCOUNT = "100000000007"
TYPE = "application/x-amz-cbor-1.1"


def head(kind, number):
    for info, limit, form in ((24, 2**8, ">BB"), (25, 2**16, ">BH"), (26, 2**32, ">BI"),
                              (27, 2**64, ">BQ")):
        if number < 24:
            return bytes([kind << 5 | number])
        if number < limit:
            return struct.pack(form, kind << 5 | info, number)
    raise ValueError(number)


def encode(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, datetime.datetime):  # in milliseconds, as the SDK for Java writes it
        return head(6, 1) + encode(int(value.timestamp() * 1000))
    # A map without a length, as that SDK writes it.
    return b"\xbf" + b"".join(encode(name) + encode(item) for name, item in value.items()) + b"\xff"


class Decoder:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        true(self.at + count <= len(self.data), "the answer is whole")
        self.at += count
        return self.data[self.at - count:self.at]

    def value(self):
        """Gives `Decoder` itself at the end of something without a length."""
        first = self.take(1)[0]
        kind, info = first >> 5, first & 31
        if kind == 7:
            return self.simple(info)
        count = info if info < 24 else None if info == 31 else \
            int.from_bytes(self.take(1 << (info - 24)), "big")
        if kind in (0, 1):
            return count if kind == 0 else -1 - count
        if kind == 6:
            same(count, 1, "tag")
            return datetime.datetime.fromtimestamp(self.value() / 1000, datetime.timezone.utc)
        if kind in (2, 3):
            data = self.take(count) if count is not None else b"".join(
                piece if kind == 2 else piece.encode() for piece in self.items(None))
            return data if kind == 2 else data.decode()
        if kind == 4:
            return list(self.items(count))
        items = iter(list(self.items(count and 2 * count)))
        return dict(zip(items, items))

    def items(self, count):
        while count is None or count > 0:
            value = self.value()
            if value is Decoder:
                return
            count = count and count - 1
            yield value

    def simple(self, info):
        if info in (20, 21, 22):
            return {20: False, 21: True, 22: None}[info]
        if info == 31:
            return Decoder
        form, size = {26: (">f", 4), 27: (">d", 8)}[info]
        return struct.unpack(form, self.take(size))[0]


def decode(data):
    if not data:
        return {}
    decoder = Decoder(data)
    value = decoder.value()
    same(decoder.at, len(data), "length of the answer")
    return value


raw = Raw(ACCOUNT)


def ask(operation, wanted=200, **given):
    status, headers, body = raw.send(operation, encode(given), TYPE)
    answer = decode(body)
    same(status, wanted, f"{answer}: status")
    same(headers["content-type"], TYPE, "content type")
    no_nulls(answer)
    return answer


def create():
    same(ask("CreateStream", StreamName="made", ShardCount=1), {})


def describe():
    ask("CreateStream", StreamName="described", ShardCount=2)
    got = ask("DescribeStream", StreamName="described")["StreamDescription"]
    same((got["StreamStatus"], got["HasMoreShards"], got["RetentionPeriodHours"]),
         ("ACTIVE", False, 24))
    true(isinstance(got["StreamCreationTimestamp"], datetime.datetime), "a tagged time")
    for shard in got["Shards"]:
        members(shard, SHARD)


def put():
    ask("CreateStream", StreamName="put", ShardCount=1)
    blobs = [bytes((n * k) % 256 for k in range(n)) for n in (0, 1, 23, 24, 255, 256, 70000)]
    first = ask("PutRecord", StreamName="put", Data=blobs[0], PartitionKey="é \U0001f600")
    members(first, {"ShardId", "SequenceNumber"})
    rest = ask("PutRecords", StreamName="put",
               Records=[{"Data": blob, "PartitionKey": "k"} for blob in blobs[1:]])
    same((rest["FailedRecordCount"], len(rest["Records"])), (0, len(blobs) - 1))
    at = ask("GetShardIterator", StreamName="put", ShardId=first["ShardId"],
             ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    page = ask("GetRecords", ShardIterator=at)
    members(page, {"Records", "NextShardIterator", "MillisBehindLatest"})
    same([record["Data"] for record in page["Records"]], blobs)
    same(page["Records"][0]["PartitionKey"], "é \U0001f600")
    for record in page["Records"]:
        members(record, RECORD)
        age = datetime.datetime.now(datetime.timezone.utc) - record["ApproximateArrivalTimestamp"]
        true(abs(age.total_seconds()) < 60, f"{age} old")
    at = ask("GetShardIterator", StreamName="put", ShardId=first["ShardId"],
             ShardIteratorType="AT_TIMESTAMP",
             Timestamp=page["Records"][0]["ApproximateArrivalTimestamp"])["ShardIterator"]
    same(len(ask("GetRecords", ShardIterator=at)["Records"]), len(blobs))


def errors():
    answer = ask("DescribeStream", 400, StreamName="nobody")
    same(answer, {"__type": "ResourceNotFoundException",
                  "message": f"Stream nobody under account {ACCOUNT} not found."})
    answer = ask("GetShardIterator", 400, StreamName="put", ShardId="not a shard",
                 ShardIteratorType="SOMEWHERE")
    same(answer["__type"], "ValidationException")
    true(answer["message"].startswith("2 validation errors detected: "), answer["message"])
    status, _, body = raw.send("ListStreams", b"\xbf\xff\xff\xff", TYPE)
    if status == 200:
        raise Failure(f"what is no CBOR is answered with {body!r}")
    same(decode(body)["__type"], "SerializationException")


def delete():
    same(ask("DeleteStream", StreamName="made"), {})
    ask("DescribeStream", 400, StreamName="made")


if __name__ == "__main__":
    run("CBOR by hand", [create, describe, put, errors, delete])
