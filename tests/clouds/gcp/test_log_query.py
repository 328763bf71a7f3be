"""A filter takes in an entry as Cloud Logging would, and says so when it cannot be told."""

from __future__ import annotations

import pytest

from govcloud.clouds.gcp.recognise.log_query import takes_in
from govcloud.facts import UNKNOWN

ENTRY = {
    "logName": "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
    "resource.type": "gcs_bucket",
    "resource.labels.bucket_name": "files",
    "protoPayload.methodName": "storage.setIamPermissions",
}

CASES = {
    "": True,
    "NOT resource.type=gcs_bucket": False,
    'NOT LOG_ID("cloudaudit.googleapis.com/activity")': False,
    '(resource.type="gcs_bucket")': True,
    'jsonPayload.user="x"': None,
    'jsonPayload.user="x" AND resource.type="other"': False,
    'jsonPayload.user="x" OR resource.type="gcs_bucket"': True,
    'log_id("cloudaudit.googleapis.com/activity") AND resource.type="gcs_bucket"': True,
    'log_id("cloudaudit.googleapis.com/data_access")': False,
    'logName:"cloudaudit.googleapis.com"': True,
    "protoPayload.methodName:*": True,
    'protoPayload.methodName=~"storage[.](setIam|buckets)"': True,
    'protoPayload.methodName!~"^storage"': False,
    'resource.labels.bucket_name=("a" OR "files")': True,
    'resource.labels.bucket_name=("a" OR "b")': False,
    'resource.type="gcs_bucket" resource.labels.bucket_name="files"': True,
    'resource.type="gcs_bucket" resource.labels.bucket_name="other"': False,
    # OR binds closer than AND.
    'resource.type="gcs_bucket" OR resource.type="x" AND resource.labels.bucket_name="other"': False,
    "severity >= WARNING": None,
    'resource.type="gcs_bucket" AND (': None,
    'resource.type=~"("': None,
}


@pytest.mark.parametrize(("query", "answer"), CASES.items())
def test_a_filter_answers(query: str, answer: bool | None) -> None:
    assert takes_in(query, ENTRY) is answer


def test_an_unknown_filter_is_not_known() -> None:
    assert takes_in(UNKNOWN, ENTRY) is None


def test_no_filter_takes_in_everything() -> None:
    assert takes_in(None, ENTRY) is True
