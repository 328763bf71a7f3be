"""An entry's certificate: issued by ACM for the environment's domain, proven by a record in the account's zone."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import acm, route53

from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope


def issued(scope: Scope[Any, Any]) -> pulumi.Output[str]:
    """The certificate's ARN once it is issued. ACM renews it by itself as long as the record stands."""
    certificate = scope.make(
        acm.Certificate,
        "certificate",
        region=TOKYO,
        domain_name=scope.layout.environment.domain,
        validation_method="DNS",
        key_algorithm="EC_prime256v1",
    )
    asked = certificate.domain_validation_options[0]
    record = scope.make(
        route53.Record,
        "certificate-name",
        zone_id=scope.account.hosted_zone,
        name=asked.resource_record_name,
        type=asked.resource_record_type,
        records=[asked.resource_record_value],
        ttl=300,
    )
    proven = scope.make(
        acm.CertificateValidation,
        "certificate-proof",
        region=TOKYO,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn],
    )
    return proven.certificate_arn
