"""Uploads a file to a bucket through the S3 protocol."""

import sys

import boto3
from botocore.config import Config

storage = boto3.client(
    "s3",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="key",
    aws_secret_access_key="secret",
    config=Config(connect_timeout=10, read_timeout=10, retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
)
storage.put_object(Bucket="plates", Key="v001.exr", Body=b"pixels")
sys.stdout.write("stored\n")
