"""A real store that speaks S3, on loopback: SeaweedFS, started once and asked with boto3."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

KEY, SECRET = "publisher", "made-up-for-these-tests"
_PATIENCE = 30.0
_PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"),
    *("s3.port", "s3.port.grpc", "s3.port.iceberg", "s3.port.lance"),
)


@dataclass(frozen=True)
class Store:
    """Where it listens, and a client that speaks with it."""

    endpoint: str
    client: Any

    def objects(self, bucket: str) -> dict[str, bytes]:
        """Name → bytes of every object."""
        return {
            key: self.client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in self.times(bucket)
        }

    def times(self, bucket: str) -> dict[str, Any]:
        """Name → when it was last put."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return {one["Key"]: one["LastModified"] for page in pages for one in page.get("Contents", ())}


@contextmanager
def running_store(folder: Path) -> Iterator[Store]:
    """Start it with its files in `folder`; it ends with the block."""
    identity = {
        "name": "publisher",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}), "utf-8")
    ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
    command = [
        str(Path(sys.executable).with_name("weed")),
        f"-logdir={folder}",
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-filer",
        "-s3",
        f"-s3.config={folder / 's3.json'}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=100",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    with (folder / "said.txt").open("wb") as said:
        # One volume for each bucket instead of seven.
        surroundings = {**os.environ, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=folder, env=surroundings)
    try:
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}),
        )
        _wait(client, process, folder)
        yield Store(endpoint, client)
    finally:
        process.kill()
        process.wait()


def _wait(client: Any, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Until an object can be put and is gone again: it listens some time before it can keep anything."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            client.create_bucket(Bucket="probe")
            client.put_object(Bucket="probe", Key="probe", Body=b"probe")
            client.delete_object(Bucket="probe", Key="probe")
            return
        except (BotoCoreError, ClientError):
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError((folder / "said.txt").read_text("utf-8")[-2_000:]) from None
            time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens at, all held at once so that each is another."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def credentials() -> dict[str, str]:
    """The surroundings of a program that may write there, and finds no other credentials."""
    nowhere = os.devnull
    return {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
