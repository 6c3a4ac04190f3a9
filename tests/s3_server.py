"""A real S3 server for tests: SeaweedFS, from its wheel, in a folder and on ports of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.journeys.site import free_port
from tests.test_supervise import until

KEY, SECRET, BUCKET = "paper", "a-secret-of-the-bucket", "paper"
_WEED = Path(sys.executable).with_name("weed")


@contextmanager
def s3_server() -> Iterator[str]:
    """Serve S3 on this machine until the block ends; yields its address, with a bucket there."""
    folder = Path(tempfile.mkdtemp(prefix="standfirst-s3-"))
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    who = {
        "name": "paper",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": rights,
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [who]}))
    names = ["master", "volume", "filer", "s3"]
    ports = {name: free_port() for name in [*names, *(f"{name}.grpc" for name in names)]}
    named = {
        name: f"-{name.removesuffix('.grpc')}.port{'.grpc' if name.endswith('.grpc') else ''}={port}"
        for name, port in ports.items()
    }
    command = [
        str(_WEED), "server", "-s3", "-filer", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-s3.config={folder}/s3.json", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false",
        "-master.volumeSizeLimitMB=64", "-volume.max=20", *named.values(),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{ports['s3']}"
    try:
        until(lambda: server.poll() is not None or _has_bucket(address), 60)
        assert server.poll() is None, (folder / "log").read_text()[-4000:]
        yield address
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)


def client(address: str) -> Any:
    quick = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}, connect_timeout=5)
    return boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1",
        aws_access_key_id=KEY, aws_secret_access_key=SECRET, config=quick,
    )  # fmt: skip


def _has_bucket(address: str) -> bool:
    try:
        client(address).create_bucket(Bucket=BUCKET)
        client(address).put_object(Bucket=BUCKET, Key="try", Body=b"x")
        client(address).delete_object(Bucket=BUCKET, Key="try")
    except (BotoCoreError, ClientError):
        return False
    return True
