# SPDX-License-Identifier: Apache-2.0
"""What the Python clients have in common: steps, expectations, requests that no client knows yet.

A client is a program that prints one line for each step, `name<TAB>ok` or `name<TAB>what failed`,
and first of all `version<TAB>its version`.
"""

import datetime
import json
import os
import sys
import time
import traceback

ENDPOINT = os.environ["AWS_ENDPOINT_URL_KINESIS"]
SLOW_ENDPOINT = os.environ["WEIR_SLOW_ENDPOINT"]  # of the profile in which things take time
KEY_MAX = 2**128 - 1
MIB = 1024 * 1024

SHARD = {"ShardId", "HashKeyRange", "SequenceNumberRange"}
DESCRIPTION = {"StreamName", "StreamARN", "StreamStatus", "StreamModeDetails", "Shards",
               "HasMoreShards", "RetentionPeriodHours", "StreamCreationTimestamp",
               "EnhancedMonitoring", "EncryptionType"}
SUMMARY = DESCRIPTION - {"Shards", "HasMoreShards"} | {"OpenShardCount", "ConsumerCount"}
CONSUMER = {"ConsumerName", "ConsumerARN", "ConsumerStatus", "ConsumerCreationTimestamp"}
RECORD = {"SequenceNumber", "ApproximateArrivalTimestamp", "Data", "PartitionKey"}


class Failure(Exception):
    pass


def same(is_, wanted, what=""):
    if is_ != wanted:
        raise Failure(f"{what or 'got'} {short(is_)}, wanted {short(wanted)}")


def true(condition, what):
    if not condition:
        raise Failure(f"not so: {what}")


def members(value, needed, maybe=()):
    """Exactly these members, and perhaps those."""
    missing, more = set(needed) - set(value), set(value) - set(needed) - set(maybe)
    if missing or more:
        raise Failure(f"members missing: {sorted(missing)}, too many: {sorted(more)}")


def short(value):
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}..."


def no_nulls(value, path=""):
    if value is None:
        raise Failure(f"null at {path}")
    items = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        no_nulls(item, f"{path}/{name}")


def recent(moment, within=60):
    """A date with a zone, near now."""
    true(isinstance(moment, datetime.datetime) and moment.tzinfo, f"{moment!r} is a moment")
    age = abs((datetime.datetime.now(datetime.timezone.utc) - moment).total_seconds())
    true(age < within, f"{moment} is within {within} s of now")


def until(condition, what, seconds=20):
    """Asks until the answer is true, and gives the answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise Failure(f"after {seconds} s still not: {what}")


def covers_once(shards):
    """The shards' ranges are all hash keys, once."""
    at = 0
    for shard in sorted(shards, key=lambda shard: int(shard["HashKeyRange"]["StartingHashKey"])):
        same(int(shard["HashKeyRange"]["StartingHashKey"]), at, "a shard starts at")
        at = int(shard["HashKeyRange"]["EndingHashKey"]) + 1
    same(at, KEY_MAX + 1, "the shards end at")


def where(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if os.path.dirname(frame.filename) == os.path.dirname(os.path.abspath(__file__))
              and frame.name not in ("same", "true", "members", "no_nulls", "recent", "until")]
    return " < ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}"
                      for frame in reversed(frames[-3:]))


def run(version, steps):
    """Steps: functions, named after their step with _ for -."""
    print(f"version\t{version}", flush=True)
    only = os.environ.get("WEIR_STEPS", "").split(",")
    for step in steps:
        name = step.__name__.rstrip("_").replace("_", "-")
        if only != [""] and name not in only:
            continue
        start = time.monotonic()
        try:
            step()
            result = "ok"
        except Exception as error:  # every kind: a step that fails must not hide the next
            text = " ".join(str(error).split())
            result = f"{type(error).__name__} at {where(error)}: {text}"
            if isinstance(error, Failure):
                result = f"at {where(error)}: {text}"
        print(f"{name}\t{result}", flush=True)
        print(f"{name}: {time.monotonic() - start:.1f} s", file=sys.stderr)


class Raw:
    """Signed requests by hand, for operations and members that the installed client is too old for.

    Gives the members of the answer, or raises the `Refused` that it is.
    """

    class Refused(Exception):
        def __init__(self, status, kind, message):
            super().__init__(f"{status} {kind}: {message}")
            self.status, self.kind, self.message = status, kind, message

    def __init__(self, account, region="us-east-1", endpoint=ENDPOINT):
        self.account, self.region, self.endpoint = account, region, endpoint

    def send(self, operation, body, content_type="application/x-amz-json-1.1"):
        """Gives status, headers and body."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        from botocore.httpsession import URLLib3Session
        request = AWSRequest("POST", self.endpoint + "/", data=body,
                             headers={"Content-Type": content_type,
                                      "X-Amz-Target": f"Kinesis_20131202.{operation}"})
        SigV4Auth(Credentials(self.account, "secret"), "kinesis", self.region).add_auth(request)
        answer = URLLib3Session().send(request.prepare())
        return answer.status_code, answer.headers, answer.content

    def __call__(self, operation, **given):
        status, headers, body = self.send(operation, json.dumps(given).encode())
        while b"LimitExceededException" in body[:100] and b"Rate exceeded" in body:
            time.sleep(0.2)  # as a client does that calls too often
            status, headers, body = self.send(operation, json.dumps(given).encode())
        same(headers["content-type"], "application/x-amz-json-1.1", "content type")
        true(headers.get("x-amzn-requestid"), "the answer has a request id")
        answer = json.loads(body) if body else {}
        no_nulls(answer)
        if status != 200:
            raise Raw.Refused(status, answer["__type"], answer.get("message"))
        return answer
