"""Films in a private S3 bucket: put there whole, read back, and shown by addresses that S3 itself checks."""

import base64
import io
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

# A player asks the bucket itself for each further piece, so an address must outlast a film with its pauses.
ADDRESS_S = 4 * 3600
WAITS_S = 10
TRIES = 4
KEPT_SMALL_FILES = 64
GONE = ("404", "NoSuchKey", "NotFound")
MISMATCH = ("BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch")


def in_bucket() -> bool:
    """Whether films are kept in a bucket, and not on a disk."""
    return bool(settings.FILMS_BUCKET)


def size(key: str) -> int | None:
    """How many bytes the bucket has of it; None when it isn't there."""
    from botocore.exceptions import ClientError

    try:
        return int(client().head_object(Bucket=settings.FILMS_BUCKET, Key=key)["ContentLength"])
    except ClientError as fault:
        if fault.response["Error"]["Code"] in GONE:
            return None
        raise


def put(source: Path, key: str, sha256: str, content_type: str) -> None:
    """Put a file there, whole or not at all: S3 itself compares it with the hash before anybody sees it."""
    from botocore.exceptions import ClientError

    checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
    told = {"Bucket": settings.FILMS_BUCKET, "Key": key, "ContentType": content_type, "ChecksumSHA256": checksum}
    try:
        with source.open("rb") as body:
            client().put_object(Body=body, **told)
    except ClientError as fault:
        if fault.response["Error"]["Code"] in MISMATCH:
            raise OSError(f"{source.name} changed while it was copied. Try again.") from fault
        raise


def remove(key: str) -> None:
    """Take it away; nothing happens when it isn't there."""
    client().delete_object(Bucket=settings.FILMS_BUCKET, Key=key)


def fetch(key: str, target: Path) -> None:
    """Write it to a file on the disk; FileNotFoundError when it isn't there."""
    with target.open("wb") as into:
        _download(key, into)


@lru_cache(maxsize=KEPT_SMALL_FILES)
def small(key: str) -> bytes:
    """The bytes of captions or of a picture; they never change, so they are asked for once a process."""
    into = io.BytesIO()
    _download(key, into)
    return into.getvalue()


def address(key: str, content_type: str, *, head: bool = False) -> str:
    """An address that anybody can read it from until it expires."""
    asked = {"Bucket": settings.FILMS_BUCKET, "Key": key}
    if not head:
        asked |= {"ResponseContentType": content_type, "ResponseContentDisposition": "inline"}
        asked |= {"ResponseCacheControl": f"private, max-age={ADDRESS_S}, immutable"}
    signed = client().generate_presigned_url("head_object" if head else "get_object", asked, ExpiresIn=ADDRESS_S)
    return str(signed)


def _download(key: str, into: Any) -> None:
    from botocore.exceptions import ClientError

    try:
        client().download_fileobj(settings.FILMS_BUCKET, key, into)
    except ClientError as fault:
        if fault.response["Error"]["Code"] in GONE:
            raise FileNotFoundError(f"The bucket has no {key}.") from fault
        raise


def client() -> Any:
    """The connection to S3, made when it is first needed: workers are forked, and few installations have a bucket."""
    return _client(settings.FILMS_ENDPOINT, settings.FILMS_REGION, settings.FILMS_KEY_ID, settings.FILMS_SECRET_KEY)


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str, key_id: str, secret: str) -> Any:
    # These packages have no types, so they are asked by name.
    boto3, config_of = import_module("boto3"), import_module("botocore.config").Config
    config = config_of(
        signature_version="s3v4",
        # At Amazon's a bucket has a name of its own, which the content security policy can name; elsewhere it may not.
        s3={"addressing_style": "path" if endpoint else "virtual"},
        # Other makers' stores know no other checksums than those that they are asked for.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=WAITS_S,
        read_timeout=WAITS_S,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
    )
    session = boto3.Session(aws_access_key_id=key_id, aws_secret_access_key=secret, region_name=region)
    return session.client("s3", endpoint_url=endpoint or f"https://s3.{region}.amazonaws.com", config=config)
