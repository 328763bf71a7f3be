"""URLs of backends and of keys: what Pulumi takes, and where in the world they lead."""

from __future__ import annotations

import pytest

from govcloud.clouds import state
from govcloud.errors import UsageError
from govcloud.facts import UNKNOWN, Place, Unknown

ARN = "arn:aws:kms:ap-northeast-1:111111111111:key/11111111-2222-3333-4444-555555555555"
TOKYO_KEY = "gcpkms://projects/example/locations/asia-northeast1/keyRings/state/cryptoKeys/secrets"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("azblob://state/vrs?storage_account=examplestate", UNKNOWN),
        ("file:///var/lib/state", UNKNOWN),
        ("file://~", UNKNOWN),
        ("gs://example-state/vrs", UNKNOWN),
        ("https://pulumi.example.go.jp", UNKNOWN),
        (f"s3://example-state?region=ap-northeast-1&awssdk=v2&ssetype=aws:kms&kmskeyid={ARN}", Place.TOKYO),
        ("s3://example-state?region=ap-northeast-3", Place.OSAKA),
    ],
)
def test_a_backend_is_read_and_placed(url: str, place: Place | Unknown) -> None:
    kept = state.backend(url)
    assert (kept.url, kept.place) == (url, place)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("awskms://alias/example/state?region=ap-northeast-3", Place.OSAKA),
        ("awskms://11111111-2222-3333-4444-555555555555?region=ap-northeast-1&context_system=vrs", Place.TOKYO),
        (f"awskms:///{ARN}?region=ap-northeast-1&awssdk=v2", Place.TOKYO),
        ("azurekeyvault://example-agency.vault.azure.net/keys/state", UNKNOWN),
        (TOKYO_KEY, Place.TOKYO),
        ("passphrase", UNKNOWN),
    ],
)
def test_a_secrets_provider_is_read_and_placed(url: str, place: Place | Unknown) -> None:
    kept = state.secrets_provider(url)
    assert (kept.url, kept.place) == (url, place)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("azblob://state", "no 'storage_account='"),
        ("azblob://state?storage_account=examplestate&domain=example.com", "'domain=example.com'"),
        ("file://", "''"),
        ("gs://example-state?anonymous=true", "'anonymous=true'"),
        ("https://api.pulumi.com", "outside Japan"),
        ("https://api.pulumi.com:443/x", "outside Japan"),
        ("https://somebody:password@pulumi.example.go.jp", "credentials never do"),
        ("s3://Example_State?region=ap-northeast-1", "'Example_State'"),
        ("s3://example-state", "no 'region='"),
        ("s3://example-state?region=", "no 'region='"),
        ("s3://example-state?region=ap-northeast-1&accelerate=true", "'accelerate=true'"),
        ("s3://example-state?region=ap-northeast-1&endpoint=storage.example.com", "'endpoint=storage.example.com'"),
        ("s3://example-state?region=ap-northeast-2", "outside Japan"),
        ("s3://example-state?region=us-gov-west-1", "outside Japan"),
        ("s3://example-state?region=ap-northeast-1'; true", "does not belong"),
        ("s4://example-state", "it is one of: azblob://state?storage_account="),
        ("", "does not belong"),
    ],
)
def test_a_backend_that_pulumi_would_not_take_or_that_is_abroad_is_refused(url: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        state.backend(url)
    assert said in str(caught.value)
    assert caught.value.ja


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("awskms://alias/state", "no 'region='"),
        ("awskms://alias/state?region=us-east-1", "outside Japan"),
        (f"awskms:///{ARN.replace('ap-northeast-1', 'us-east-1')}?region=ap-northeast-1", "outside Japan"),
        ("awskms://state?region=ap-northeast-1", "'state'"),
        ("azurekeyvault://example-agency.vault.azure.net/state", "'example-agency.vault.azure.net/state'"),
        ("azurekeyvault://example-agency.vault.azure.cn/keys/state", "vault.azure.cn"),
        ("default", "there is: awskms, azurekeyvault, gcpkms, passphrase"),
        (TOKYO_KEY.replace("asia-northeast1", "asia-northeast3"), "outside Japan"),
        (TOKYO_KEY.replace("asia-northeast1", "global"), "outside Japan"),
        (TOKYO_KEY.partition("/cryptoKeys")[0], "'projects/"),
        ("hashivault://state", "it is one of"),
    ],
)
def test_a_secrets_provider_that_pulumi_would_not_take_or_that_is_abroad_is_refused(url: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        state.secrets_provider(url)
    assert said in str(caught.value)
    assert caught.value.ja


def test_every_example_is_one_that_is_taken() -> None:
    for form in state.backends().values():
        assert state.backend(form.example).form == form
    for form in state.secrets_providers().values():
        assert state.secrets_provider(form.example).form == form
