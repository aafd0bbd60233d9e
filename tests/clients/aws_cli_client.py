# SPDX-License-Identifier: Apache-2.0
"""The AWS CLI against the endpoint: each call a process of its own.

It has no SubscribeToShard, and its reads give data in base64.
"""

import base64
import datetime
import json
import os
import subprocess
import tempfile

from steps import (CONSUMER, DESCRIPTION, ENDPOINT, KEY_MAX, MIB, RECORD, SHARD, SLOW_ENDPOINT,
                   SUMMARY, Failure, Raw, covers_once, members, no_nulls, recent, run, same, true,
                   until)

ACCOUNT = "100000000005"
OTHER_ACCOUNT = "100000000006"
ARN = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/"
AWS = os.environ.get("WEIR_AWS", "/usr/bin/aws")
SHARD_0 = "shardId-000000000000"


class Refused(Exception):
    pass


def aws(operation, *arguments, account=ACCOUNT, region="us-east-1", endpoint=ENDPOINT,
        attempts="8", **options):
    """Runs it and gives the parsed answer; options are named as the CLI's, with _ for -."""
    command = [AWS, "--endpoint-url", endpoint, "--region", region, "--output", "json",
               "--cli-binary-format", "raw-in-base64-out", "kinesis", operation, *arguments]
    for name, value in options.items():
        command.append("--" + name.replace("_", "-"))
        command.append(value if isinstance(value, str) else json.dumps(value))
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60,
                          env={**os.environ, "AWS_ACCESS_KEY_ID": account,
                               "AWS_SECRET_ACCESS_KEY": "secret", "AWS_PAGER": "",
                               "AWS_MAX_ATTEMPTS": attempts})
    if done.returncode != 0:
        raise Refused(f"{done.returncode}: {done.stderr.strip()}")
    answer = json.loads(done.stdout) if done.stdout.strip() else {}
    # Of what it puts together from pages, the CLI itself prints members that no page has.
    answer.get("StreamDescription", {}).pop("KeyId", None)
    no_nulls(answer)
    return answer


def refused(kind, *arguments, **options):
    try:
        aws(*arguments, **options)
    except Refused as error:
        true(str(error).startswith("254: ") and f"({kind})" in str(error), str(error))
        return str(error).split(" operation: ", 1)[-1]
    raise Failure(f"no {kind}")


def date(text):
    return datetime.datetime.fromisoformat(text)


def stream(name, shards=1):
    aws("create-stream", stream_name=name, shard_count=shards)
    return name


def shards_of(name, **more):
    return aws("list-shards", stream_name=name, **more)["Shards"]


def iterator(name, shard=SHARD_0, kind="TRIM_HORIZON", **more):
    return aws("get-shard-iterator", stream_name=name, shard_id=shard, shard_iterator_type=kind,
               **more)["ShardIterator"]


def page_of(*place, **more):
    return aws("get-records", shard_iterator=iterator(*place, **more))


def data_of(page):
    return [base64.b64decode(record["Data"]).decode() for record in page["Records"]]


def create():
    same(aws("create-stream", stream_name="made", shard_count=2), {})
    aws("wait", "stream-exists", "--stream-name", "made")


def describe():
    stream("described", 3)
    got = aws("describe-stream", "--no-paginate", stream_name="described")["StreamDescription"]
    members(got, DESCRIPTION)
    same((got["StreamARN"], got["StreamStatus"], got["RetentionPeriodHours"]),
         (f"{ARN}described", "ACTIVE", 24))
    recent(date(got["StreamCreationTimestamp"]))
    covers_once(got["Shards"])
    for shard in got["Shards"]:
        members(shard, SHARD)
    got = aws("describe-stream-summary", stream_name="described")["StreamDescriptionSummary"]
    members(got, SUMMARY, {"KeyId", "MaxRecordSizeInKiB", "StreamId"})
    same((got["OpenShardCount"], got["ConsumerCount"]), (3, 0))
    members(aws("describe-limits"), {"ShardLimit", "OpenShardCount", "OnDemandStreamCount",
                                     "OnDemandStreamCountLimit"})


def put():
    stream("put", 2)
    got = aws("put-record", stream_name="put", data="täxt", partition_key="é",
              explicit_hash_key=str(KEY_MAX))
    members(got, {"ShardId", "SequenceNumber"})
    same(got["ShardId"], "shardId-000000000001")
    page = page_of("put", got["ShardId"])
    same(data_of(page), ["täxt"])
    members(page["Records"][0], RECORD)
    recent(date(page["Records"][0]["ApproximateArrivalTimestamp"]))
    same(page["Records"][0]["SequenceNumber"], got["SequenceNumber"])


def put_batch():
    stream("batch", 2)
    got = aws("put-records", stream_name="batch",
              records=[{"Data": str(n), "PartitionKey": str(n)} for n in range(100)])
    members(got, {"FailedRecordCount", "Records"})
    same((got["FailedRecordCount"], len(got["Records"])), (0, 100))
    data = [int(text) for shard in (SHARD_0, "shardId-000000000001")
            for text in data_of(page_of("batch", shard))]
    same(sorted(data), list(range(100)))


def iterators():
    stream("types")
    got = aws("put-records", stream_name="types",
              records=[{"Data": str(n), "PartitionKey": "k"} for n in range(3)])
    number = {"starting_sequence_number": got["Records"][1]["SequenceNumber"]}
    page = page_of("types")
    members(page, {"Records", "NextShardIterator", "MillisBehindLatest"})
    same(data_of(page), ["0", "1", "2"])
    same(data_of(page_of("types", SHARD_0, "AT_SEQUENCE_NUMBER", **number)), ["1", "2"])
    same(data_of(page_of("types", SHARD_0, "AFTER_SEQUENCE_NUMBER", **number)), ["2"])
    same(data_of(page_of("types", SHARD_0, "AT_TIMESTAMP",
                         timestamp=page["Records"][0]["ApproximateArrivalTimestamp"])),
         ["0", "1", "2"])
    latest = iterator("types", SHARD_0, "LATEST")
    aws("put-record", stream_name="types", data="3", partition_key="k")
    same(data_of(aws("get-records", shard_iterator=latest)), ["3"])


def read():
    stream("pages")
    aws("put-records", stream_name="pages",
        records=[{"Data": str(n), "PartitionKey": "k"} for n in range(300)])
    aws("split-shard", stream_name="pages", shard_to_split=SHARD_0,
        new_starting_hash_key=str(2**127))
    page, data = aws("get-records", shard_iterator=iterator("pages"), limit="200"), []
    same(len(page["Records"]), 200)
    data += data_of(page)
    while "NextShardIterator" in page:
        page = aws("get-records", shard_iterator=page["NextShardIterator"])
        data += data_of(page)
    same([int(text) for text in data], list(range(300)))
    same([child["ParentShards"] for child in page["ChildShards"]], [[SHARD_0], [SHARD_0]])
    covers_once(page["ChildShards"])


def split():
    stream("split")
    same(aws("split-shard", stream_name="split", shard_to_split=SHARD_0,
             new_starting_hash_key=str(2**126)), {})
    closed, low, high = shards_of("split")
    members(closed["SequenceNumberRange"], {"StartingSequenceNumber", "EndingSequenceNumber"})
    members(low, SHARD | {"ParentShardId"})
    same(high["ParentShardId"], SHARD_0)
    covers_once([low, high])


def merge():
    stream("merge", 2)
    same(aws("merge-shards", stream_name="merge", shard_to_merge=SHARD_0,
             adjacent_shard_to_merge="shardId-000000000001"), {})
    child = shards_of("merge")[2]
    members(child, SHARD | {"ParentShardId", "AdjacentParentShardId"})
    covers_once([child])


def update_shard_count():
    stream("count", 2)
    got = aws("update-shard-count", stream_name="count", target_shard_count=3,
              scaling_type="UNIFORM_SCALING")
    members(got, {"StreamName", "CurrentShardCount", "TargetShardCount"}, {"StreamARN"})
    opened = shards_of("count", shard_filter="Type=AT_LATEST")
    same(len(opened), 3)
    covers_once(opened)


def list_shards():
    stream("filters", 2)
    made = aws("describe-stream-summary", stream_name="filters")["StreamDescriptionSummary"][
        "StreamCreationTimestamp"]
    # Shards are born in whole seconds: one has to pass before the split.
    until(lambda: datetime.datetime.now(datetime.timezone.utc).timestamp() >
          int(date(made).timestamp()) + 2, "a second has passed")
    middle = datetime.datetime.now(datetime.timezone.utc).isoformat()
    aws("split-shard", stream_name="filters", shard_to_split=SHARD_0,
        new_starting_hash_key=str(2**126))

    def ids(text=None, **more):
        given = {"shard_filter": f"Type={text}"} if text else {}
        return [int(shard["ShardId"][8:]) for shard in shards_of("filters", **given, **more)]
    same(ids(), [0, 1, 2, 3])
    same(ids("FROM_TRIM_HORIZON"), [0, 1, 2, 3])
    same(ids("AT_TRIM_HORIZON"), [0, 1])
    same(ids("AT_LATEST"), [1, 2, 3])
    same(ids(f"AT_TIMESTAMP,Timestamp={middle}"), [0, 1])
    same(ids(f"FROM_TIMESTAMP,Timestamp={middle}"), [0, 1, 2, 3])
    same(ids("AFTER_SHARD_ID,ShardId=shardId-000000000001"), [2, 3])
    same(ids(stream_creation_timestamp=made), [0, 1, 2, 3])


def retention():
    stream("retention")
    for verb, hours in (("increase", 48), ("decrease", 24)):
        same(aws(f"{verb}-stream-retention-period", stream_name="retention",
                 retention_period_hours=hours), {})
        got = aws("describe-stream-summary", stream_name="retention")["StreamDescriptionSummary"]
        same(got["RetentionPeriodHours"], hours)


def tags():
    stream("tags")
    aws("add-tags-to-stream", stream_name="tags", tags="a=1,b=2")
    aws("remove-tags-from-stream", stream_name="tags", tag_keys="a")
    Raw(ACCOUNT)("TagResource", ResourceARN=f"{ARN}tags", Tags={"c": "3"})
    got = aws("list-tags-for-stream", stream_name="tags")
    same(got["Tags"], [{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}])


def consumers():
    stream("consumers")
    arn = f"{ARN}consumers"
    made = aws("register-stream-consumer", stream_arn=arn, consumer_name="one")["Consumer"]
    members(made, CONSUMER)
    recent(date(made["ConsumerCreationTimestamp"]))
    got = aws("describe-stream-consumer", consumer_arn=made["ConsumerARN"])["ConsumerDescription"]
    members(got, CONSUMER | {"StreamARN"})
    aws("register-stream-consumer", stream_arn=arn, consumer_name="two")
    got = aws("list-stream-consumers", "--page-size", "1", stream_arn=arn)["Consumers"]
    same([entry["ConsumerName"] for entry in got], ["one", "two"])
    refused("ResourceInUseException", "delete-stream", stream_name="consumers")
    same(aws("deregister-stream-consumer", consumer_arn=made["ConsumerARN"]), {})
    refused("ResourceNotFoundException", "describe-stream-consumer",
            consumer_arn=made["ConsumerARN"])
    aws("delete-stream", "--enforce-consumer-deletion", stream_name="consumers")


def encryption():
    stream("encrypted")
    key = {"stream_name": "encrypted", "encryption_type": "KMS", "key_id": "alias/aws/kinesis"}
    same(aws("start-stream-encryption", **key), {})
    got = aws("put-record", stream_name="encrypted", data="marked", partition_key="k")
    same(got["EncryptionType"], "KMS")
    aws("stop-stream-encryption", **key)
    aws("put-record", stream_name="encrypted", data="open", partition_key="k")
    same([record.get("EncryptionType") for record in page_of("encrypted")["Records"]],
         ["KMS", None])


def errors():
    stream("errors")
    same(refused("ResourceNotFoundException", "describe-stream", stream_name="nobody"),
         f"Stream nobody under account {ACCOUNT} not found.")
    refused("ResourceInUseException", "create-stream", stream_name="errors", shard_count=1)
    refused("InvalidArgumentException", "put-record", stream_name="errors", data="x",
            partition_key="k", explicit_hash_key=str(2**128))
    message = refused("ValidationException", "get-shard-iterator", stream_name="errors",
                      shard_id="not a shard", shard_iterator_type="SOMEWHERE")
    true(message.startswith("2 validation errors detected: "), message)
    with data_file(MIB - 1) as path:
        aws("put-record", stream_name="errors", data=f"fileb://{path}", partition_key="k")
        done = aws("put-records", stream_name="errors",
                   records=[{"Data": "x" * 5000, "PartitionKey": "k"}] * 20)
        # Processes are slow enough for an allowance to come back; one call is not.
        if done["FailedRecordCount"] == 0:
            done = aws("put-records", stream_name="errors",
                       cli_input_json=f"file://{burst_file(path)}")
    true(done["FailedRecordCount"] > 0, "a burst is throttled")
    same({entry["ErrorCode"] for entry in done["Records"] if "ErrorCode" in entry},
         {"ProvisionedThroughputExceededException"})


def burst_file(beside):
    path = beside + ".json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"StreamName": "errors",
                   "Records": [{"Data": "x" * 5000, "PartitionKey": "k"}] * 500}, file)
    return path


class data_file:
    """A file of so many bytes in a folder that goes away."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "data")
        with open(path, "wb") as file:
            file.write(content(self.size))
        return path

    def __exit__(self, *_):
        self.folder.cleanup()


def content(size):
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def pagination():
    for n in range(3):
        stream(f"page-{n}")
    got = aws("list-streams", "--page-size", "2")["StreamNames"]
    same([name for name in got if name.startswith("page-")], ["page-0", "page-1", "page-2"])
    stream("page-shards", 7)
    page = aws("list-shards", "--no-paginate", stream_name="page-shards", max_results="3")
    same(len(page["Shards"]), 3)
    page = aws("list-shards", "--no-paginate", next_token=page["NextToken"], max_results="10")
    same(len(page["Shards"]), 4)
    got = aws("describe-stream", "--page-size", "4", stream_name="page-shards")
    same(len(got["StreamDescription"]["Shards"]), 7)


def large_records():
    Raw(ACCOUNT)("CreateStream", StreamName="large", ShardCount=1, MaxRecordSizeInKiB=10240)
    for size in (MIB, 10 * MIB - 1):
        with data_file(size) as path:
            got = aws("put-record", stream_name="large", data=f"fileb://{path}",
                      partition_key="k", attempts="20")
        page = page_of("large", SHARD_0, "AT_SEQUENCE_NUMBER",
                       starting_sequence_number=got["SequenceNumber"])
        true(base64.b64decode(page["Records"][0]["Data"]) == content(size), f"{size} bytes equal")


def stream_arn():
    arn = f"{ARN}{stream('by-arn')}"
    got = aws("put-record", stream_arn=arn, data="x", partition_key="k")
    at = aws("get-shard-iterator", stream_arn=arn, shard_id=got["ShardId"],
             shard_iterator_type="TRIM_HORIZON")["ShardIterator"]
    same(len(aws("get-records", stream_arn=arn, shard_iterator=at)["Records"]), 1)
    got = aws("describe-stream", stream_arn=arn)["StreamDescription"]
    same(got["StreamName"], "by-arn")
    aws("delete-stream", stream_arn=arn)


def accounts():
    for more, arn in (({"account": OTHER_ACCOUNT},
                       f"arn:aws:kinesis:us-east-1:{OTHER_ACCOUNT}:stream/theirs"),
                      ({"region": "eu-west-1"},
                       f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/theirs")):
        aws("create-stream", stream_name="theirs", shard_count=1, **more)
        same(aws("list-streams", **more)["StreamNames"], ["theirs"])
        got = aws("describe-stream-summary", stream_name="theirs", **more)
        same(got["StreamDescriptionSummary"]["StreamARN"], arn)
    refused("ResourceNotFoundException", "describe-stream", stream_name="theirs")


def profile():
    more = {"endpoint": SLOW_ENDPOINT, "stream_name": "slow"}

    def status():
        try:
            return aws("describe-stream-summary", **more)["StreamDescriptionSummary"][
                "StreamStatus"]
        except Refused as error:
            true("ResourceNotFoundException" in str(error), str(error))
            return "gone"
    # A process takes about as long as the stream is CREATING: the status is seen by other clients.
    aws("create-stream", shard_count=1, **more)
    true(status() in ("CREATING", "ACTIVE"), "the stream is there")
    until(lambda: status() == "ACTIVE", "the stream is ACTIVE")
    aws("delete-stream", **more)
    until(lambda: status() == "gone", "the stream is gone")


def delete():
    stream("deleted")
    same(aws("delete-stream", stream_name="deleted"), {})
    aws("wait", "stream-not-exists", "--stream-name", "deleted")
    refused("ResourceNotFoundException", "describe-stream-summary", stream_name="deleted")


if __name__ == "__main__":
    version = subprocess.run([AWS, "--version"], capture_output=True, text=True, check=True)
    run(version.stdout.split()[0],
        [create, describe, put, put_batch, iterators, read, split, merge, update_shard_count,
         list_shards, retention, tags, consumers, encryption, errors, pagination, large_records,
         stream_arn, accounts, profile, delete])
