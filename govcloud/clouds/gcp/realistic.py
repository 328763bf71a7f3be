"""What Google Cloud would call the resources of a render: resource names, self links, e-mails in Google's forms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from govcloud.graph import Resource, Value, revealed

PACKAGE: Final = "gcp"
PROJECT: Final = "example-vrs-prod"
PROJECT_NUMBER: Final = "123456789012"
REGION: Final = "asia-northeast1"


def identifier(resource: Resource) -> str:
    """`projects/<project>/<place>/<kind>/<name>`, or the form the type really has."""
    form = _IDS.get(resource.type)
    if form is None:
        return f"projects/{_project(resource)}/{_where(resource)}{_plural(resource)}/{_name(resource)}"
    return form.format(
        email=_email(resource),
        name=_name(resource),
        place=_place(resource),
        project=_project(resource),
        ring=_text(resource, "keyRing"),
    )


def outputs(resource: Resource) -> dict[str, Value]:
    """Names, links and e-mails; whoever completes them drops what the type does not have."""
    own = identifier(resource)
    said = _OUTPUTS.get(resource.type, _nothing)(resource)
    link = f"https://www.googleapis.com/{_service(resource)}/v1/{own}"
    return {"id": own, "name": _name(resource), "project": _project(resource), "selfLink": link, **said}


_NAMES: Final = ("name", "accountId", "bucketId", "secretId", "repositoryId", "datasetId", "connectorId")

_IDS: Final[Mapping[str, str]] = {
    "gcp:artifactregistry/repository:Repository": "projects/{project}/locations/{place}/repositories/{name}",
    "gcp:cloudrunv2/job:Job": "projects/{project}/locations/{place}/jobs/{name}",
    "gcp:cloudrunv2/service:Service": "projects/{project}/locations/{place}/services/{name}",
    "gcp:compute/network:Network": "projects/{project}/global/networks/{name}",
    "gcp:compute/subnetwork:Subnetwork": "projects/{project}/regions/{place}/subnetworks/{name}",
    "gcp:kms/cryptoKey:CryptoKey": "{ring}/cryptoKeys/{name}",
    "gcp:kms/keyRing:KeyRing": "projects/{project}/locations/{place}/keyRings/{name}",
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": "projects/{project}/locations/{place}/buckets/{name}",
    "gcp:pubsub/topic:Topic": "projects/{project}/topics/{name}",
    "gcp:secretmanager/secret:Secret": "projects/{project}/secrets/{name}",
    "gcp:serviceaccount/account:Account": "projects/{project}/serviceAccounts/{email}",
    "gcp:sql/databaseInstance:DatabaseInstance": "{name}",
    "gcp:storage/bucket:Bucket": "{name}",
}


def _digits(resource: Resource, count: int) -> str:
    return hashlib.blake2b(resource.urn.encode(), digest_size=16).hexdigest()[:count]


def _text(resource: Resource, key: str) -> str:
    given = revealed(resource.inputs.get(key))
    return given if isinstance(given, str) else ""


def _name(resource: Resource) -> str:
    """The name that was given, or the resource's own with seven digits, as the provider does."""
    given = (_text(resource, key) for key in _NAMES)
    return next((name for name in given if name), f"{resource.name}-{_digits(resource, 7)}")


def _project(resource: Resource) -> str:
    return _text(resource, "project") or PROJECT


def _place(resource: Resource) -> str:
    return _text(resource, "location") or _text(resource, "region") or REGION


def _service(resource: Resource) -> str:
    return resource.type.split(":")[1].partition("/")[0]


def _where(resource: Resource) -> str:
    """The piece of a resource name that says the place: Compute Engine has regions and `global`, the rest locations."""
    placed = "location" in resource.inputs or "region" in resource.inputs
    if _service(resource) == "compute":
        return f"regions/{_place(resource)}/" if placed else "global/"
    return f"locations/{_place(resource)}/" if placed else ""


def _plural(resource: Resource) -> str:
    """`addresses` of a GlobalAddress, `securityPolicies` of a RegionSecurityPolicy: the place is not in the kind."""
    kind = resource.type.rpartition(":")[2]
    if _service(resource) == "compute":
        kind = kind.removeprefix("Global").removeprefix("Region")
    many = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("s") else f"{kind}s"
    return f"{many[:1].lower()}{many[1:]}"


def _email(resource: Resource) -> str:
    return f"{_name(resource)}@{_project(resource)}.iam.gserviceaccount.com"


def _nothing(resource: Resource) -> dict[str, Value]:
    return {}


def _account(resource: Resource) -> dict[str, Value]:
    email = _email(resource)
    return {"email": email, "member": f"serviceAccount:{email}", "uniqueId": str(int(_digits(resource, 16), 16))}


def _database(resource: Resource) -> dict[str, Value]:
    agent = f"p{PROJECT_NUMBER}-{_digits(resource, 6)}"
    return {
        "connectionName": f"{_project(resource)}:{_place(resource)}:{_name(resource)}",
        "privateIpAddress": f"10.20.{int(_digits(resource, 2), 16)}.3",
        "serviceAccountEmailAddress": f"{agent}@gcp-sa-cloud-sql.iam.gserviceaccount.com",
    }


def _sink(_resource: Resource) -> dict[str, Value]:
    return {"writerIdentity": f"serviceAccount:service-{PROJECT_NUMBER}@gcp-sa-logging.iam.gserviceaccount.com"}


def _bucket(resource: Resource) -> dict[str, Value]:
    """A bucket that was given no key and no retention has none."""
    return {"encryption": None, "retentionPolicy": None, "url": f"gs://{_name(resource)}"}


def _address(resource: Resource) -> dict[str, Value]:
    """An address of the ranges that are kept for examples (RFC 5737)."""
    return {"address": f"203.0.113.{int(_digits(resource, 2), 16)}"}


def _primary(resource: Resource) -> dict[str, Value]:
    """A key that starts without a version has no primary one."""
    if resource.at("skipInitialVersionCreation") is True:
        return {"primaries": []}
    return {"primaries": [{"name": f"{identifier(resource)}/cryptoKeyVersions/1", "state": "ENABLED"}]}


_OUTPUTS: Final[Mapping[str, Callable[[Resource], dict[str, Value]]]] = {
    "gcp:cloudrunv2/service:Service": lambda resource: {
        "uri": f"https://{_name(resource)}-{_digits(resource, 10)}-an.a.run.app"
    },
    "gcp:compute/address:Address": _address,
    "gcp:kms/cryptoKey:CryptoKey": _primary,
    "gcp:logging/projectSink:ProjectSink": _sink,
    "gcp:serviceaccount/account:Account": _account,
    "gcp:sql/databaseInstance:DatabaseInstance": _database,
    "gcp:storage/bucket:Bucket": _bucket,
}
