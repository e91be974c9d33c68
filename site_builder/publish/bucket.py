"""A bucket as a target: Amazon's S3, or any store that speaks its language.

Shape: a few files at a time, each in one request, so that an object's ETag is the MD5 of its bytes; memory: of each object its
name and its ETag. Requests that fail on the way are tried again by botocore. Raises ConfigError where credentials, bucket, address
or boto3 are missing, and OutputError where the store refuses.

A store that encrypts with keys of its own (SSE-KMS) gives ETags that are no MD5: there every file is sent each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from hashlib import md5
from typing import Any
from urllib.parse import urlsplit

from site_builder.errors import ConfigError, OutputError
from site_builder.media import type_of
from site_builder.model import Stage
from site_builder.publish.hosting import caching_of
from site_builder.publish.parcel import Item
from site_builder.write import MARK

_THREADS = 8
_MOST_BYTES = 5 * 10**9
"""One request carries no more."""

_ANY_REGION = "us-east-1"
"""What stores with an address of their own expect when nobody says a region."""


class Bucket:
    """The objects of a bucket whose names begin with one prefix."""

    reads_headers = False  # each object has its own

    def __init__(self, address: str, endpoint: str) -> None:
        parts = urlsplit(address)
        prefix = parts.path.strip("/")
        if not parts.netloc or parts.query or parts.fragment or "//" in prefix:
            raise ConfigError(address, "is not the address of a bucket", "write it as s3://bucket/prefix")
        self.name = address
        self._bucket = parts.netloc
        self._prefix = f"{prefix}/" if prefix else ""
        self._store = _client(address, endpoint)

    def admit(self, items: Sequence[Item], note: Callable[[str], None]) -> None:
        """One request for each file, and names in Unicode."""
        del note
        for item in items:
            if not item.path.isprintable() or "\\" in item.path:
                raise OutputError(
                    ascii(item.path),
                    "is a name that not every store keeps, for its control characters or backslashes",
                    "rename it",
                )
            if item.size > _MOST_BYTES:
                raise OutputError(
                    item.path,
                    f"has {item.size / 1e9:,.1f} GB, and one request carries {_MOST_BYTES / 1e9:.0f} GB",
                    "leave it out",
                )

    def listing(self) -> dict[str, str]:
        """Path → ETag; folders that some tools leave as objects are passed over."""
        found: dict[str, str] = {}
        with self._said():
            pages = self._store.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for one in page.get("Contents", ()):
                    if not one["Key"].endswith("/"):
                        found[one["Key"].removeprefix(self._prefix)] = one["ETag"].strip('"')
        return found

    def same(self, item: Item, known: str) -> bool:
        """Is the ETag the MD5 of the bytes?"""
        return md5(item.read(), usedforsecurity=False).hexdigest() == known

    def read(self, path: str) -> bytes:
        """An object of the bucket."""
        with self._said():
            found: bytes = self._store.get_object(Bucket=self._bucket, Key=self._prefix + path)["Body"].read()
        return found

    def send(self, phases: Sequence[Sequence[Item]], gone: Sequence[str], stage: Stage) -> None:
        """Put what differs, each phase when the one before has arrived, the mark before all; then delete."""
        with (
            self._said(),
            stage("send", sum(map(len, phases))) as advance,
            ThreadPoolExecutor(_THREADS) as threads,
        ):
            marks = [item for item in phases[0] if item.path == MARK]
            others = [item for item in phases[0] if item.path != MARK]
            for phase in (marks, others, *phases[1:]):
                _spread(threads, self._put, phase, advance)
        if gone:
            with (
                self._said(),
                stage("remove", len(gone)) as advance,
                ThreadPoolExecutor(_THREADS) as threads,
            ):
                _spread(threads, self._delete, gone, advance)

    def _put(self, item: Item) -> None:
        self._store.put_object(
            Bucket=self._bucket,
            Key=self._prefix + item.path,
            Body=item.read(),
            ContentType=type_of(item.path),
            CacheControl=caching_of(item.path),
        )

    def _delete(self, path: str) -> None:
        self._store.delete_object(Bucket=self._bucket, Key=self._prefix + path)

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What boto3 raises, in words that help."""
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        try:
            yield
        except NoCredentialsError:
            raise ConfigError(
                self.name,
                "no credentials were found",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws and AWS_PROFILE",
            ) from None
        except ClientError as error:
            raise self._refusal(error.response) from None
        except BotoCoreError as error:
            raise OutputError(
                self.name,
                " ".join(str(error).split()),
                "mend what it names (the address: --endpoint or AWS_ENDPOINT_URL), then publish again: it goes on from here",
            ) from None

    def _refusal(self, response: Any) -> ConfigError | OutputError:
        code = str(response.get("Error", {}).get("Code", ""))
        said = " ".join(str(response.get("Error", {}).get("Message", "")).split())[:200]
        if code in ("NoSuchBucket", "404", "InvalidBucketName"):
            return ConfigError(
                self.name, f"there is no bucket {self._bucket!r}", "make it first, or name another"
            )
        if code in ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"):
            return ConfigError(
                self.name,
                f"the credentials are refused ({code})",
                "renew them, or choose others: AWS_PROFILE",
            )
        if code in ("AccessDenied", "403"):
            what = f"access is denied ({said})"
            return ConfigError(
                self.name, what, "allow these credentials to list, put and delete objects of the bucket"
            )
        what = f"the store refused ({code}: {said})"
        return OutputError(self.name, what, "publish again: it goes on from here")


def _spread(
    threads: ThreadPoolExecutor,
    work: Callable[[Any], None],
    items: Iterable[Any],
    advance: Callable[[int], None],
) -> None:
    """Work on all items, with few in memory; the first failure stops it, and what has begun ends."""
    running: set[Future[None]] = set()

    def await_one() -> None:
        nonlocal running
        done, running = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
            advance(1)

    for item in items:
        running.add(threads.submit(work, item))
        if len(running) >= 2 * _THREADS:
            await_one()
    while running:
        await_one()


def _client(address: str, endpoint: str) -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError:
        raise ConfigError(
            address, "boto3 is not installed, and it speaks with buckets", "pip install 'site-builder[s3]'"
        ) from None
    own = endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    settings = Config(
        # Other stores than Amazon's know no newer checksums, and no bucket as part of a host's name.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if own else "auto"},
        max_pool_connections=_THREADS,
        retries={"mode": "standard", "max_attempts": 5},
    )
    try:
        session = boto3.session.Session()
        return session.client(
            "s3",
            endpoint_url=own or None,
            region_name=session.region_name or _ANY_REGION,
            config=settings,
        )
    except (BotoCoreError, ValueError) as error:
        raise ConfigError(
            address,
            " ".join(str(error).split()),
            "mend --endpoint, AWS_ENDPOINT_URL or AWS_PROFILE",
        ) from None
