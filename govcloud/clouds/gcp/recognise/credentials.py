"""Long-lived credentials and trust in outside identities on Google Cloud."""

from __future__ import annotations

from collections.abc import Iterator

from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Holds, Permits
from govcloud.graph import Graph, Resource


@recognise("gcp:serviceaccount/key:Key", place="global:account")
def account_key(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A key of a service account never ends; the private half that Google makes lies in the state."""
    made_here = resource.at("publicKeyData") is None
    yield Holds(
        subject=resource.urn,
        what="credential",
        plaintext=made_here,
        rotation_days=0,
        long_lived=True,
        name=str(resource.at("serviceAccountId")),
    )


@recognise("gcp:storage/hmacKey:HmacKey", place="global:account")
def hmac_key(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """An HMAC key for Cloud Storage has no end either."""
    yield Holds(subject=resource.urn, what="credential", plaintext=True, rotation_days=0, long_lived=True, name="hmac")


@recognise("gcp:projects/apiKey:ApiKey", place="global:account")
def api_key(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """An API key stands for the project and has no end."""
    yield Holds(subject=resource.urn, what="credential", plaintext=True, rotation_days=0, long_lived=True, name="api")


@recognise("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", place="global:access")
def pool_provider(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """An outside issuer whose tokens are taken. Without a condition every token of a public issuer is."""
    condition = resource.at("attributeCondition")
    yield Permits(
        subject=resource.urn,
        what="trust",
        who="external",
        broad=UNKNOWN if condition is UNKNOWN else not condition,
        declared=UNKNOWN if condition is UNKNOWN else bool(condition),
        principal=str(resource.at("oidc.issuerUri") or resource.at("aws.accountId") or "saml"),
        on=str(resource.at("workloadIdentityPoolId")),
    )


only("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", place="global:access")
