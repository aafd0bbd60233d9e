#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clients that others wrote against the local endpoint, and prints what each one found.

`./dev clients` installs what this needs and runs it. A client is a program of this folder that
prints a line for each of its steps (see steps.py); all of them run at once, each in an account of
its own.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLIENTS = {
    "aws-cli": [sys.executable, "aws_cli_client.py"],
    "boto3": [sys.executable, "boto3_client.py"],
    "javascript": ["node", "javascript_client.mjs"],
    "cbor": [sys.executable, "cbor_client.py"],
    "lifion": [sys.executable, "lifion_client.py"],
}
# The transitions that a step waits for, so short that it does, so long that it sees them.
SLOW = ["--profile", "aws_like", "--create-stream-ms", "500", "--delete-stream-ms", "500",
        "--split-shard-ms", "500"]
MINUTES_MAX = 8  # of a client on a machine that has other things to do


class Endpoint:
    """A running endpoint on a port of its own choice."""

    def __init__(self, program, *options):
        # What it says beside its ready line goes nowhere; what it says when it fails does not.
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([program, "--port", "0", *options], text=True,
                                        stdout=subprocess.PIPE, stderr=self.said)
        ready = self.process.stdout.readline()
        prefix = "weir-endpoint is ready at "
        if not ready.startswith(prefix):
            self.said.seek(0)
            sys.exit(f"The endpoint did not start: {ready!r}\n{self.said.read()}")
        self.url = ready[len(prefix):].strip()

    def stop(self):
        """Gives what was wrong about its end, or nothing."""
        early = self.process.poll()
        if early is not None:
            return f"the endpoint ended by itself with {early}"
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "the endpoint did not stop within 20 s of SIGTERM"
        rest = self.process.stdout.read()
        if status != 0 or rest:
            return f"the endpoint stopped with {status}, having said {rest!r}"
        return None


class Client(threading.Thread):
    """A client program and what it found: step -> "ok" or what failed."""

    def __init__(self, name, environment):
        super().__init__()
        self.name, self.environment = name, environment
        self.version, self.found, self.chatter = "", {}, ""
        self.seconds, self.status = 0.0, None

    def run(self):
        start = time.monotonic()
        command = [*CLIENTS[self.name][:-1], str(HERE / CLIENTS[self.name][-1])]
        process = subprocess.Popen(command, env=self.environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, self.chatter = process.communicate(timeout=MINUTES_MAX * 60)
        except subprocess.TimeoutExpired:
            process.kill()
            out, self.chatter = process.communicate()
            self.found["ends"] = f"it did not within {MINUTES_MAX} minutes"
        for line in out.splitlines():
            name, _, result = line.partition("\t")
            if name == "version":
                self.version = result
            elif result:
                self.found[name] = result
        self.status, self.seconds = process.returncode, time.monotonic() - start
        if self.status != 0 or not self.found:
            self.found["ends"] = f"with {self.status} after {len(self.found)} steps"


def environment_for(endpoint, slow, modules):
    """Nothing that a user of this machine has configured may reach a client."""
    mine = {name: value for name, value in os.environ.items()
            if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
    return {**mine,
            "AWS_ENDPOINT_URL_KINESIS": endpoint.url,
            "WEIR_SLOW_ENDPOINT": slow.url,
            "WEIR_NODE_MODULES": str(modules),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": "us-east-1",
            "AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "NODE_NO_WARNINGS": "1"}


def table(clients):
    """Clients by steps: ok, FAILED, or nothing where a client has no such step."""
    steps = list(dict.fromkeys(step for client in clients for step in client.found))
    width = max(len(step) for step in steps) + 2
    print("".ljust(width) + "".join(client.name.ljust(12) for client in clients))
    for step in steps:
        cells = [{None: "-", "ok": "ok"}.get(client.found.get(step), "FAILED")
                 for client in clients]
        print((step.ljust(width) + "".join(cell.ljust(12) for cell in cells)).rstrip())
    print()
    for client in clients:
        print(f"{client.name.ljust(12)}{client.seconds:5.0f} s  {client.version}")


def main():
    parser = argparse.ArgumentParser(description="Runs real clients against the local endpoint.")
    parser.add_argument("--endpoint", required=True, help="the program weir-endpoint")
    parser.add_argument("--modules", required=True, type=Path,
                        help="where npm has put its packages")
    parser.add_argument("--chatter", action="store_true", help="also show what clients say")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CLIENTS))
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in CLIENTS]
    if unknown:
        parser.error(f"no such client: {', '.join(unknown)}; there are {', '.join(CLIENTS)}")
    start = time.monotonic()
    endpoints = [Endpoint(given.endpoint), Endpoint(given.endpoint, *SLOW)]
    environment = environment_for(*endpoints, given.modules.resolve())
    clients = [Client(name, environment) for name in given.names or CLIENTS]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    wrong = [end for end in (endpoint.stop() for endpoint in endpoints) if end]
    table(clients)
    for client in clients:
        failed = {step: text for step, text in client.found.items() if text != "ok"}
        wrong += [f"{client.name}, {step}: {text}" for step, text in failed.items()]
        if failed or given.chatter:
            print(f"\n{client.name} says:\n{client.chatter.rstrip()}")
    passed = sum(text == "ok" for client in clients for text in client.found.values())
    print("".join(f"\n{text}" for text in wrong))
    print(f"{passed} passed, {len(wrong)} failed")
    print(f"{time.monotonic() - start:.0f} s in all", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
