# SPDX-License-Identifier: Apache-2.0
"""boto3 against the endpoint."""

import datetime
import json
import threading
import time

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from steps import (CONSUMER, DESCRIPTION, ENDPOINT, KEY_MAX, MIB, RECORD, SHARD, SLOW_ENDPOINT,
                   SUMMARY, Failure, Raw, covers_once, members, no_nulls, recent, run, same, true,
                   until)

ACCOUNT = "100000000001"
OTHER_ACCOUNT = "100000000002"
ARN = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/"


def client(account=ACCOUNT, region="us-east-1", endpoint=ENDPOINT, retries=8):
    made = boto3.client("kinesis", endpoint_url=endpoint, region_name=region,
                        aws_access_key_id=account, aws_secret_access_key="secret",
                        config=Config(retries={"total_max_attempts": 1 + retries},
                                      read_timeout=30, connect_timeout=10))

    def look(http_response, model, **_):
        if not model.has_event_stream_output and http_response.content:
            no_nulls(json.loads(http_response.content))
            same(http_response.headers["content-type"], "application/x-amz-json-1.1", "type")
    made.meta.events.register("after-call.kinesis", look)
    return made


kinesis = client()
raw = Raw(ACCOUNT)


def call(operation, **given):
    """Through boto3 where its model knows all of it, else by hand."""
    model = kinesis.meta.service_model
    if operation in model.operation_names:
        shape = model.operation_model(operation).input_shape
        if shape is None or set(given) <= set(shape.members):
            method = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation)[1:]
            answer = getattr(kinesis, method)(**given)
            answer.pop("ResponseMetadata")
            return answer
    return raw(operation, **given)


def shards_of(name, **more):
    return kinesis.list_shards(StreamName=name, **more)["Shards"]


def stream(name, shards=1):
    kinesis.create_stream(StreamName=name, ShardCount=shards)
    kinesis.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
    return name


def iterator(name, shard, kind="TRIM_HORIZON", **more):
    return kinesis.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType=kind,
                                      **more)["ShardIterator"]


def read(at, whole=False):
    """The records from there, up to the tip or, of a closed shard, to the end."""
    records = []
    while True:
        page = kinesis.get_records(ShardIterator=at)
        records += page["Records"]
        at = page.get("NextShardIterator")
        true(("ChildShards" in page) == (at is None), "children only at the end")
        if at is None or (not whole and page["MillisBehindLatest"] == 0):
            return records, page


def refused(kind, call_, **given):
    """The call fails with this exception. Gives its text."""
    try:
        call_(**given)
    except ClientError as error:
        same(error.response["Error"]["Code"], kind, "error")
        same(type(error).__name__, kind if kind != "ValidationException" or
             hasattr(kinesis.exceptions, kind) else "ClientError", "class")
        same(error.response["ResponseMetadata"]["HTTPStatusCode"], 400, "status")
        return error.response["Error"]["Message"]
    raise Failure(f"no {kind}")


def create():
    answer = kinesis.create_stream(StreamName="made", ShardCount=2)
    same(set(answer), {"ResponseMetadata"}, "answer")
    true(answer["ResponseMetadata"]["RequestId"], "there is a request id")
    kinesis.get_waiter("stream_exists").wait(StreamName="made", WaiterConfig={"Delay": 1})


def describe():
    stream("described", 3)
    got = kinesis.describe_stream(StreamName="described")["StreamDescription"]
    members(got, DESCRIPTION, {"KeyId"})
    same({name: got[name] for name in got if name not in ("Shards", "StreamCreationTimestamp")},
         {"StreamName": "described", "StreamARN": f"{ARN}described", "StreamStatus": "ACTIVE",
          "StreamModeDetails": {"StreamMode": "PROVISIONED"}, "HasMoreShards": False,
          "RetentionPeriodHours": 24, "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
          "EncryptionType": "NONE"})
    recent(got["StreamCreationTimestamp"])
    same([shard["ShardId"] for shard in got["Shards"]],
         [f"shardId-{n:012}" for n in range(3)])
    covers_once(got["Shards"])
    for shard in got["Shards"]:
        members(shard, SHARD)
        members(shard["SequenceNumberRange"], {"StartingSequenceNumber"})
    got = kinesis.describe_stream(StreamName="described", Limit=2)["StreamDescription"]
    same((len(got["Shards"]), got["HasMoreShards"]), (2, True))
    got = kinesis.describe_stream(StreamName="described",
                                  ExclusiveStartShardId="shardId-000000000001")
    same([shard["ShardId"] for shard in got["StreamDescription"]["Shards"]],
         ["shardId-000000000002"])
    summary = kinesis.describe_stream_summary(StreamName="described")["StreamDescriptionSummary"]
    members(summary, SUMMARY, {"KeyId", "MaxRecordSizeInKiB", "StreamId"})
    same((summary["OpenShardCount"], summary["ConsumerCount"]), (3, 0))
    recent(summary["StreamCreationTimestamp"])
    members(kinesis.describe_limits(),
            {"ShardLimit", "OpenShardCount", "OnDemandStreamCount", "OnDemandStreamCountLimit",
             "ResponseMetadata"})
    same(kinesis.enable_enhanced_monitoring(StreamName="described",
                                            ShardLevelMetrics=["IncomingBytes"])
         ["DesiredShardLevelMetrics"], ["IncomingBytes"])
    same(kinesis.disable_enhanced_monitoring(StreamName="described", ShardLevelMetrics=["ALL"])
         ["DesiredShardLevelMetrics"], [])


def put():
    stream("put", 2)
    got = kinesis.put_record(StreamName="put", Data=b"one", PartitionKey="k")
    members(got, {"ShardId", "SequenceNumber", "ResponseMetadata"})
    true(got["SequenceNumber"].isdigit() and len(got["SequenceNumber"]) == 56, "a 56 digit number")
    next_ = kinesis.put_record(StreamName="put", Data=b"", PartitionKey="k",
                               SequenceNumberForOrdering=got["SequenceNumber"])
    same(next_["ShardId"], got["ShardId"])
    true(int(next_["SequenceNumber"]) > int(got["SequenceNumber"]), "numbers rise")
    last = kinesis.put_record(StreamName="put", Data="täxt", PartitionKey="é \U0001f600",
                              ExplicitHashKey=str(KEY_MAX))
    same(last["ShardId"], "shardId-000000000001")
    records, _ = read(iterator("put", last["ShardId"], "AT_SEQUENCE_NUMBER",
                               StartingSequenceNumber=last["SequenceNumber"]))
    same([(r["Data"], r["PartitionKey"]) for r in records],
         [("täxt".encode(), "é \U0001f600")])


def put_batch():
    stream("batch", 2)
    blobs = [bytes((n * k) % 256 for k in range(n)) for n in range(300)]
    got = kinesis.put_records(StreamName="batch", Records=[
        {"Data": blob, "PartitionKey": str(n)} for n, blob in enumerate(blobs)])
    members(got, {"FailedRecordCount", "Records", "ResponseMetadata"})
    same((got["FailedRecordCount"], len(got["Records"])), (0, 300))
    for entry in got["Records"]:
        members(entry, {"ShardId", "SequenceNumber"})
    seen = {}
    for shard in shards_of("batch"):
        for record in read(iterator("batch", shard["ShardId"]))[0]:
            members(record, RECORD)
            recent(record["ApproximateArrivalTimestamp"])
            n = int(record["PartitionKey"])
            same(got["Records"][n], {"ShardId": shard["ShardId"],
                                     "SequenceNumber": record["SequenceNumber"]})
            seen[n] = record["Data"]
    same([seen.get(n) for n in range(300)], blobs, "blobs")


def iterators():
    stream("types")
    puts = [kinesis.put_record(StreamName="types", Data=b"%d" % n, PartitionKey="k")
            for n in range(3)]
    shard, numbers = puts[0]["ShardId"], [put_["SequenceNumber"] for put_ in puts]

    def data(*args, **more):
        return [record["Data"] for record in read(iterator("types", shard, *args, **more))[0]]
    same(data("TRIM_HORIZON"), [b"0", b"1", b"2"])
    same(data("AT_SEQUENCE_NUMBER", StartingSequenceNumber=numbers[1]), [b"1", b"2"])
    same(data("AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=numbers[1]), [b"2"])
    same(data("AT_TIMESTAMP", Timestamp=datetime.datetime(2020, 1, 1)), [b"0", b"1", b"2"])
    latest = iterator("types", shard, "LATEST")
    same(read(latest)[0], [])
    kinesis.put_record(StreamName="types", Data=b"3", PartitionKey="k")
    records, page = read(latest)
    same([record["Data"] for record in records], [b"3"])
    members(page, {"Records", "NextShardIterator", "MillisBehindLatest", "ResponseMetadata"})
    same(data("AT_TIMESTAMP", Timestamp=records[0]["ApproximateArrivalTimestamp"])[-1], b"3")


def read_():
    """In pages, to the end of a closed shard and from there to its children."""
    stream("pages")
    for start in range(0, 900, 300):
        kinesis.put_records(StreamName="pages", Records=[
            {"Data": b"%d" % n, "PartitionKey": "k"} for n in range(start, start + 300)])
    parent = shards_of("pages")[0]["ShardId"]
    page = kinesis.get_records(ShardIterator=iterator("pages", parent), Limit=400)
    same(len(page["Records"]), 400)
    true(page["MillisBehindLatest"] >= 0 and "NextShardIterator" in page, "there is more")
    kinesis.split_shard(StreamName="pages", ShardToSplit=parent, NewStartingHashKey=str(2**127))
    rest, last = read(page["NextShardIterator"], whole=True)
    same([int(record["Data"]) for record in page["Records"] + rest], list(range(900)))
    true("NextShardIterator" not in last, "the end has no iterator")
    for child in last["ChildShards"]:
        members(child, {"ShardId", "ParentShards", "HashKeyRange"})
        same(child["ParentShards"], [parent])
    covers_once(last["ChildShards"])


def split():
    stream("split")
    parent = shards_of("split")[0]
    answer = kinesis.split_shard(StreamName="split", ShardToSplit=parent["ShardId"],
                                 NewStartingHashKey=str(2**126))
    same(set(answer), {"ResponseMetadata"})
    closed, low, high = shards_of("split")
    members(closed["SequenceNumberRange"], {"StartingSequenceNumber", "EndingSequenceNumber"})
    for child in (low, high):
        members(child, SHARD | {"ParentShardId"})
        same(child["ParentShardId"], parent["ShardId"])
    same(int(high["HashKeyRange"]["StartingHashKey"]), 2**126)
    covers_once([low, high])


def merge():
    stream("merge", 2)
    low, high = shards_of("merge")
    message = refused("InvalidArgumentException", kinesis.merge_shards, StreamName="merge",
                      ShardToMerge=high["ShardId"], AdjacentShardToMerge=low["ShardId"])
    true("not an adjacent pair" in message, message)
    kinesis.merge_shards(StreamName="merge", ShardToMerge=low["ShardId"],
                         AdjacentShardToMerge=high["ShardId"])
    child = shards_of("merge")[2]
    members(child, SHARD | {"ParentShardId", "AdjacentParentShardId"})
    same((child["ParentShardId"], child["AdjacentParentShardId"]),
         (low["ShardId"], high["ShardId"]))
    covers_once([child])
    _, last = read(iterator("merge", high["ShardId"]), whole=True)
    same([entry["ParentShards"] for entry in last["ChildShards"]],
         [[low["ShardId"], high["ShardId"]]])


def update_shard_count():
    stream("count", 2)
    got = kinesis.update_shard_count(StreamName="count", TargetShardCount=3,
                                     ScalingType="UNIFORM_SCALING")
    members(got, {"StreamName", "CurrentShardCount", "TargetShardCount", "ResponseMetadata"},
            {"StreamARN"})
    same((got["CurrentShardCount"], got["TargetShardCount"]), (2, 3))
    opened = shards_of("count", ShardFilter={"Type": "AT_LATEST"})
    same(len(opened), 3)
    covers_once(opened)
    message = refused("LimitExceededException", client(retries=0).update_shard_count,
                      StreamName="count", TargetShardCount=7, ScalingType="UNIFORM_SCALING")
    true("double" in message, message)
    kinesis.update_stream_mode(StreamARN=f"{ARN}count",
                               StreamModeDetails={"StreamMode": "ON_DEMAND"})
    summary = kinesis.describe_stream_summary(StreamName="count")["StreamDescriptionSummary"]
    same(summary["StreamModeDetails"], {"StreamMode": "ON_DEMAND"})


def list_shards():
    stream("filters", 2)
    before = shards_of("filters")
    time.sleep(1.1)  # numbers of shards and the times of filters are seconds: one has to pass
    middle = datetime.datetime.now(datetime.timezone.utc)
    kinesis.split_shard(StreamName="filters", ShardToSplit=before[0]["ShardId"],
                        NewStartingHashKey=str(2**126))
    kinesis.put_record(StreamName="filters", Data=b"x", PartitionKey="k")

    def ids(**more):
        return [int(shard["ShardId"][8:]) for shard in shards_of("filters", **more)]

    def filtered(kind, **more):
        return ids(ShardFilter={"Type": kind, **more})
    same(ids(), [0, 1, 2, 3])
    same(filtered("FROM_TRIM_HORIZON"), [0, 1, 2, 3])
    same(filtered("AT_TRIM_HORIZON"), [0, 1])
    same(filtered("AT_LATEST"), [1, 2, 3])
    same(filtered("AT_TIMESTAMP", Timestamp=middle), [0, 1])
    same(filtered("FROM_TIMESTAMP", Timestamp=middle), [0, 1, 2, 3])
    same(filtered("AFTER_SHARD_ID", ShardId="shardId-000000000001"), [2, 3])
    same(ids(ExclusiveStartShardId="shardId-000000000000"), [1, 2, 3])
    created = kinesis.describe_stream_summary(StreamName="filters")["StreamDescriptionSummary"]
    same(ids(StreamCreationTimestamp=created["StreamCreationTimestamp"]), [0, 1, 2, 3])
    refused("ResourceNotFoundException", kinesis.list_shards, StreamName="filters",
            StreamCreationTimestamp=datetime.datetime(2020, 1, 1))


def retention():
    stream("retention")

    def hours():
        return kinesis.describe_stream(StreamName="retention")["StreamDescription"][
            "RetentionPeriodHours"]
    kinesis.increase_stream_retention_period(StreamName="retention", RetentionPeriodHours=48)
    same(hours(), 48)
    message = refused("InvalidArgumentException", kinesis.increase_stream_retention_period,
                      StreamName="retention", RetentionPeriodHours=25)
    same(message, "Requested retention period (25 hours) for stream retention can not be shorter "
                  "than existing retention period (48 hours). Use DecreaseRetentionPeriod API.")
    kinesis.decrease_stream_retention_period(StreamName="retention", RetentionPeriodHours=24)
    same(hours(), 24)
    refused("InvalidArgumentException", kinesis.decrease_stream_retention_period,
            StreamName="retention", RetentionPeriodHours=23)


def tags():
    stream("tags")
    kinesis.add_tags_to_stream(StreamName="tags", Tags={"a": "1", "b": "", "c": "ü"})
    got = kinesis.list_tags_for_stream(StreamName="tags")
    members(got, {"Tags", "HasMoreTags", "ResponseMetadata"})
    same(got["Tags"], [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""},
                       {"Key": "c", "Value": "ü"}])
    got = kinesis.list_tags_for_stream(StreamName="tags", ExclusiveStartTagKey="a", Limit=1)
    same(([tag["Key"] for tag in got["Tags"]], got["HasMoreTags"]), (["b"], True))
    kinesis.remove_tags_from_stream(StreamName="tags", TagKeys=["a", "none"])
    call("TagResource", ResourceARN=f"{ARN}tags", Tags={"d": "4", "b": "2"})
    call("UntagResource", ResourceARN=f"{ARN}tags", TagKeys=["c"])
    same(call("ListTagsForResource", ResourceARN=f"{ARN}tags"),
         {"Tags": [{"Key": "b", "Value": "2"}, {"Key": "d", "Value": "4"}]})


def consumers():
    stream("consumers")
    made = kinesis.register_stream_consumer(StreamARN=f"{ARN}consumers",
                                            ConsumerName="one")["Consumer"]
    members(made, CONSUMER)
    recent(made["ConsumerCreationTimestamp"])
    true(made["ConsumerARN"].startswith(f"{ARN}consumers/consumer/one:"), made["ConsumerARN"])
    refused("ResourceInUseException", kinesis.register_stream_consumer,
            StreamARN=f"{ARN}consumers", ConsumerName="one")
    kinesis.register_stream_consumer(StreamARN=f"{ARN}consumers", ConsumerName="two")
    for given in ({"ConsumerARN": made["ConsumerARN"]},
                  {"StreamARN": f"{ARN}consumers", "ConsumerName": "one"}):
        got = kinesis.describe_stream_consumer(**given)["ConsumerDescription"]
        members(got, CONSUMER | {"StreamARN"})
        same((got["ConsumerStatus"], got["StreamARN"]), ("ACTIVE", f"{ARN}consumers"))
    got = kinesis.list_stream_consumers(StreamARN=f"{ARN}consumers", MaxResults=1)
    members(got, {"Consumers", "NextToken", "ResponseMetadata"})
    names = [entry["ConsumerName"]
             for page in kinesis.get_paginator("list_stream_consumers").paginate(
                 StreamARN=f"{ARN}consumers", PaginationConfig={"PageSize": 1})
             for entry in page["Consumers"]]
    same(names, ["one", "two"])
    refused("ResourceInUseException", kinesis.delete_stream, StreamName="consumers")
    kinesis.deregister_stream_consumer(ConsumerARN=made["ConsumerARN"])
    refused("ResourceNotFoundException", kinesis.describe_stream_consumer,
            ConsumerARN=made["ConsumerARN"])
    kinesis.delete_stream(StreamName="consumers", EnforceConsumerDeletion=True)


def encryption():
    stream("encrypted")
    kinesis.put_record(StreamName="encrypted", Data=b"open", PartitionKey="k")
    key = {"StreamName": "encrypted", "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}
    kinesis.start_stream_encryption(**key)
    got = kinesis.describe_stream(StreamName="encrypted")["StreamDescription"]
    same((got["EncryptionType"], got["KeyId"]), ("KMS", "alias/aws/kinesis"))
    same(kinesis.put_record(StreamName="encrypted", Data=b"marked", PartitionKey="k")
         ["EncryptionType"], "KMS")
    same(kinesis.put_records(StreamName="encrypted",
                             Records=[{"Data": b"marked", "PartitionKey": "k"}])
         ["EncryptionType"], "KMS")
    kinesis.stop_stream_encryption(**key)
    kinesis.put_record(StreamName="encrypted", Data=b"open", PartitionKey="k")
    records, _ = read(iterator("encrypted", "shardId-000000000000"))
    same([(r["Data"], r.get("EncryptionType")) for r in records],
         [(b"open", None), (b"marked", "KMS"), (b"marked", "KMS"), (b"open", None)])


def errors():
    once = client(retries=0)
    stream("errors")
    same(refused("ResourceNotFoundException", kinesis.describe_stream, StreamName="nobody"),
         f"Stream nobody under account {ACCOUNT} not found.")
    same(refused("ResourceInUseException", kinesis.create_stream, StreamName="errors",
                 ShardCount=1),
         f"Stream errors under account {ACCOUNT} already exists.")
    refused("InvalidArgumentException", once.put_record, StreamName="errors", Data=b"",
            PartitionKey="k", ExplicitHashKey=str(2**128))
    refused("InvalidArgumentException", once.get_records, ShardIterator="AAAA")
    message = refused("ValidationException", once.get_shard_iterator, StreamName="errors",
                      ShardId="not a shard", ShardIteratorType="SOMEWHERE")
    true(message.startswith("2 validation errors detected: "), message)
    for text in ("Value 'not a shard' at 'shardId' failed to satisfy constraint: Member must "
                 "satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
                 "Value 'SOMEWHERE' at 'shardIteratorType' failed to satisfy constraint: Member "
                 "must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, "
                 "AT_SEQUENCE_NUMBER, TRIM_HORIZON]"):
        true(text in message, message)
    one = {"Data": b"x" * MIB, "PartitionKey": "k"}
    one["Data"] = one["Data"][:-1]

    def burst():
        for _ in range(4):
            once.put_record(StreamName="errors", **one)
    message = refused("ProvisionedThroughputExceededException", burst)
    true("shardId-000000000000" in message, message)
    many = [{"Data": b"x" * 5000, "PartitionKey": str(n)} for n in range(500)]
    got = once.put_records(StreamName="errors", Records=many)
    failed = [entry for entry in got["Records"] if "ErrorCode" in entry]
    same(len(failed), got["FailedRecordCount"])
    true(failed, "a burst is throttled")
    for entry in failed:
        members(entry, {"ErrorCode", "ErrorMessage"})
        same(entry["ErrorCode"], "ProvisionedThroughputExceededException")


def pagination():
    names = [f"page-{n}" for n in range(4)]
    for name in names:
        stream(name)
    got = [name for page in kinesis.get_paginator("list_streams").paginate(
        PaginationConfig={"PageSize": 3}) for name in page["StreamNames"]]
    same([name for name in got if name.startswith("page-")], names)
    same(got, sorted(got))
    page = call("ListStreams", Limit=1, ExclusiveStartStreamName="page-")
    true("page-0" in page["StreamNames"] and page["HasMoreStreams"], "there is more")
    raw_page = raw("ListStreams", Limit=1, ExclusiveStartStreamName="page-")
    members(raw_page, {"StreamNames", "HasMoreStreams", "NextToken", "StreamSummaries"})
    members(raw_page["StreamSummaries"][0], {"StreamName", "StreamARN", "StreamStatus",
                                             "StreamModeDetails", "StreamCreationTimestamp"})
    same(raw("ListStreams", Limit=1, NextToken=raw_page["NextToken"])["StreamNames"], ["page-1"])
    stream("page-shards", 7)
    sizes, given = [], {"StreamName": "page-shards"}
    while given:
        page = kinesis.list_shards(MaxResults=3, **given)
        sizes.append(len(page["Shards"]))
        given = {"NextToken": page["NextToken"]} if "NextToken" in page else {}
    same(sizes, [3, 3, 1])
    # The paginator gives the token together with the name, which the service refuses as well.
    message = refused("InvalidArgumentException", lambda: list(
        kinesis.get_paginator("list_shards").paginate(
            StreamName="page-shards", PaginationConfig={"PageSize": 3})))
    same(message, "NextToken and StreamName cannot be provided together.")
    count = [len(page["StreamDescription"]["Shards"])
             for page in kinesis.get_paginator("describe_stream").paginate(
                 StreamName="page-shards", PaginationConfig={"PageSize": 4})]
    same(count, [4, 3])


def large_records():
    stream("large")
    data = bytes(range(256)) * (MIB // 256)
    kinesis.put_record(StreamName="large", Data=data[:-1], PartitionKey="k")
    same([record["Data"] for record in read(iterator("large", "shardId-000000000000"))[0]],
         [data[:-1]])
    refused("ValidationException", kinesis.put_record, StreamName="large", Data=data + b"x",
            PartitionKey="k")
    raw("CreateStream", StreamName="larger", ShardCount=1, MaxRecordSizeInKiB=10240)
    stream("raised")
    call("UpdateMaxRecordSize", StreamARN=f"{ARN}raised", MaxRecordSizeInKiB=10240)
    for name in ("larger", "raised"):
        same(raw("DescribeStreamSummary", StreamName=name)["StreamDescriptionSummary"]
             ["MaxRecordSizeInKiB"], 10240)
        large = (data * 10)[:-1]
        # The allowance is 10 MiB at a time: a stream that was raised has to save it up.
        until_put(name, large)
        same([record["Data"] for record in read(iterator(name, "shardId-000000000000"))[0]],
             [large])


def until_put(name, data):
    def once():
        try:
            return client(retries=0).put_record(StreamName=name, Data=data, PartitionKey="k")
        except kinesis.exceptions.ProvisionedThroughputExceededException:
            return None
    return until(once, "there is allowance for it", 30)


def stream_arn():
    stream("by-arn")
    arn = f"{ARN}by-arn"
    put_ = call("PutRecord", StreamARN=arn, Data="eA==" if not knows("PutRecord") else b"x",
                PartitionKey="k")
    same(call("DescribeStream", StreamARN=arn)["StreamDescription"]["StreamName"], "by-arn")
    same(call("DescribeStreamSummary", StreamARN=arn)["StreamDescriptionSummary"]["StreamARN"],
         arn)
    same(len(call("ListShards", StreamARN=arn)["Shards"]), 1)
    at = call("GetShardIterator", StreamARN=arn, ShardId=put_["ShardId"],
              ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    same(len(call("GetRecords", StreamARN=arn, ShardIterator=at)["Records"]), 1)
    call("DeleteStream", StreamARN=arn)
    refused("ResourceNotFoundException", kinesis.describe_stream, StreamName="by-arn")


def knows(operation, member="StreamARN"):
    return member in kinesis.meta.service_model.operation_model(operation).input_shape.members


def accounts():
    other, abroad = client(OTHER_ACCOUNT), client(region="eu-west-1")
    stream("mine")
    for each, arn in ((other, f"arn:aws:kinesis:us-east-1:{OTHER_ACCOUNT}:stream/theirs"),
                      (abroad, f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/theirs")):
        same(each.list_streams()["StreamNames"], [])
        each.create_stream(StreamName="theirs", ShardCount=1)
        same(each.describe_stream(StreamName="theirs")["StreamDescription"]["StreamARN"], arn)
        same(each.list_streams()["StreamNames"], ["theirs"])
    refused("ResourceNotFoundException", kinesis.describe_stream, StreamName="theirs")


def profile():
    slow = client(endpoint=SLOW_ENDPOINT)
    slow.create_stream(StreamName="slow", ShardCount=1)
    start = time.monotonic()
    got = slow.describe_stream(StreamName="slow")["StreamDescription"]
    same((got["StreamStatus"], got["Shards"]), ("CREATING", []))
    refused("ResourceNotFoundException", slow.put_record, StreamName="slow", Data=b"",
            PartitionKey="k")
    message = refused("ResourceInUseException", slow.split_shard, StreamName="slow",
                      ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127))
    same(message, f"Stream slow under account {ACCOUNT} not ACTIVE, instead in state CREATING")

    def status():
        return slow.describe_stream_summary(StreamName="slow")["StreamDescriptionSummary"][
            "StreamStatus"]
    until(lambda: status() == "ACTIVE", "the stream is ACTIVE", 5)
    true(time.monotonic() - start < 2, "that took a second")
    slow.split_shard(StreamName="slow", ShardToSplit="shardId-000000000000",
                     NewStartingHashKey=str(2**127))
    same((status(), len(slow.list_shards(StreamName="slow")["Shards"])), ("UPDATING", 1))
    until(lambda: status() == "ACTIVE", "the split is done", 5)
    same(len(slow.list_shards(StreamName="slow")["Shards"]), 3)
    slow.delete_stream(StreamName="slow")
    same(status(), "DELETING")
    slow.get_waiter("stream_not_exists").wait(StreamName="slow", WaiterConfig={"Delay": 1})


class Subscription(threading.Thread):
    """Reads events until the stream ends."""

    def __init__(self, consumer, shard, position):
        super().__init__(daemon=True)
        self.answer = client(retries=0).subscribe_to_shard(
            ConsumerARN=consumer, ShardId=shard, StartingPosition=position)
        self.events, self.error = [], None
        self.start()

    def run(self):
        try:
            for event in self.answer["EventStream"]:
                self.events.append(event["SubscribeToShardEvent"])
        except EventStreamError as error:
            self.error = error.response["Error"]["Code"]

    def data(self):
        return [record["Data"] for event in list(self.events) for record in event["Records"]]

    def close(self):
        self.answer["EventStream"].close()


def consumer_of(name, consumer):
    return kinesis.register_stream_consumer(StreamARN=ARN + name,
                                            ConsumerName=consumer)["Consumer"]["ConsumerARN"]


def subscribe():
    stream("pushed")
    shard = "shardId-000000000000"
    one, two = consumer_of("pushed", "one"), consumer_of("pushed", "two")
    first = Subscription(one, shard, {"Type": "TRIM_HORIZON"})
    begun = time.monotonic()
    wanted = [b"%d" % n for n in range(20)]
    for data in wanted:
        kinesis.put_record(StreamName="pushed", Data=data, PartitionKey="k")
    until(lambda: first.data() == wanted, "every record has come")
    for event in first.events:
        members(event, {"Records", "ContinuationSequenceNumber", "MillisBehindLatest"})
        for record in event["Records"]:
            members(record, RECORD)
            recent(record["ApproximateArrivalTimestamp"])
    # Within a second the rate of calls is exceeded; who tries again is told that it is taken.
    refused("ResourceInUseException", kinesis.subscribe_to_shard, ConsumerARN=one,
            ShardId=shard, StartingPosition={"Type": "LATEST"})
    # Another consumer goes on from what the first one was told last.
    told = first.events[-1]["ContinuationSequenceNumber"]
    second = Subscription(two, shard, {"Type": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": told})
    kinesis.put_record(StreamName="pushed", Data=b"more", PartitionKey="k")
    until(lambda: second.data() == [b"more"] and first.data()[-1] == b"more", "both get it")
    until(lambda: time.monotonic() - begun > 5.1, "it may be taken over")
    third = Subscription(one, shard, {"Type": "LATEST"})
    first.join(10)
    true(not first.is_alive(), "what was taken over has ended")
    true(first.error in (None, "ResourceInUseException"), first.error)
    kinesis.split_shard(StreamName="pushed", ShardToSplit=shard, NewStartingHashKey=str(2**127))
    for each in (second, third):
        each.join(10)
        true(not each.is_alive(), "the end of a shard ends the stream")
        same(each.error, None)
        last = each.events[-1]
        members(last, {"Records", "MillisBehindLatest", "ChildShards"},
                {"ContinuationSequenceNumber"})
        true(not last.get("ContinuationSequenceNumber"), "the end has no continuation")
        same([child["ShardId"] for child in last["ChildShards"]],
             ["shardId-000000000001", "shardId-000000000002"])
    last = Subscription(two, "shardId-000000000001", {"Type": "TRIM_HORIZON"})
    kinesis.deregister_stream_consumer(ConsumerARN=two)
    last.join(10)
    true(not last.is_alive(), "deregistering ends the stream")
    true(last.error in (None, "ResourceNotFoundException"), last.error)


def delete():
    stream("deleted")
    answer = kinesis.delete_stream(StreamName="deleted")
    same(set(answer), {"ResponseMetadata"})
    kinesis.get_waiter("stream_not_exists").wait(StreamName="deleted", WaiterConfig={"Delay": 1})
    refused("ResourceNotFoundException", kinesis.put_record, StreamName="deleted", Data=b"",
            PartitionKey="k")
    stream("deleted", 2)
    same(len(shards_of("deleted")), 2)


if __name__ == "__main__":
    run(f"boto3 {boto3.__version__}, botocore {botocore.__version__}",
        [create, describe, put, put_batch, iterators, read_, split, merge, update_shard_count,
         list_shards, retention, tags, consumers, encryption, errors, pagination, large_records,
         stream_arn, accounts, profile, subscribe, delete])
