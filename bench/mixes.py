"""Self-made government programs for the benchmarks: keys, stores, policies, network, database, logs on each cloud.

Most inputs are outputs of other resources of the same unit, as in real systems.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pulumi

Mix = tuple[Callable[[int], None], int]
"""A program that makes so many units, and how many resources a unit has, its component among them."""


class Unit(pulumi.ComponentResource):
    """One small system: everything else of a unit stands below it."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("govcloud:bench:Unit", name, None, opts)


def aws_mix(units: int) -> None:
    """Keys, stores, policies, network, database, logs on AWS; most inputs are outputs of others."""
    import pulumi_aws as aws

    provider = aws.Provider("tokyo", region="ap-northeast-1", allowed_account_ids=["111111111111"])
    for unit in range(units):
        name = f"u{unit}"
        top = Unit(name, pulumi.ResourceOptions(providers=[provider]))
        below = pulumi.ResourceOptions(parent=top)
        tags = {"agency": "digital-agency", "system": name}
        key = aws.kms.Key(f"{name}-key", enable_key_rotation=True, deletion_window_in_days=30, tags=tags, opts=below)
        aws.kms.Alias(f"{name}-alias", name=f"alias/{name}", target_key_id=key.key_id, opts=below)
        bucket = aws.s3.Bucket(f"{name}-data", bucket=f"gov-{name}", tags=tags, opts=below)
        aws.s3.BucketVersioning(
            f"{name}-versions", bucket=bucket.id, versioning_configuration={"status": "Enabled"}, opts=below
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-sse",
            bucket=bucket.id,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": key.arn,
                    },
                    "bucket_key_enabled": True,
                }
            ],
            opts=below,
        )
        aws.s3.BucketPublicAccessBlock(
            f"{name}-block", bucket=bucket.id, block_public_acls=True, block_public_policy=True, opts=below
        )
        statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": bucket.arn}
        aws.s3.BucketPolicy(
            f"{name}-policy", bucket=bucket.id, policy=pulumi.Output.json_dumps({"Statement": [statement]}), opts=below
        )
        vpc = aws.ec2.Vpc(f"{name}-vpc", cidr_block="10.20.0.0/16", tags=tags, opts=below)
        subnets = [
            aws.ec2.Subnet(
                f"{name}-{zone}",
                vpc_id=vpc.id,
                cidr_block=f"10.20.{at}.0/24",
                availability_zone=f"ap-northeast-1{zone}",
                tags=tags,
                opts=below,
            )
            for at, zone in enumerate("ac")
        ]
        guard = aws.ec2.SecurityGroup(
            f"{name}-db",
            vpc_id=vpc.id,
            ingress=[{"from_port": 5432, "to_port": 5432, "protocol": "tcp", "cidr_blocks": [vpc.cidr_block]}],
            tags=tags,
            opts=below,
        )
        group = aws.rds.SubnetGroup(f"{name}-subnets", subnet_ids=[one.id for one in subnets], tags=tags, opts=below)
        database = aws.rds.Cluster(
            f"{name}-cluster",
            engine="aurora-postgresql",
            storage_encrypted=True,
            kms_key_id=key.arn,
            db_subnet_group_name=group.name,
            vpc_security_group_ids=[guard.id],
            backup_retention_period=35,
            deletion_protection=True,
            tags=tags,
            opts=below,
        )
        aws.rds.ClusterInstance(
            f"{name}-instance",
            cluster_identifier=database.id,
            engine="aurora-postgresql",
            instance_class="db.r6g.large",
            tags=tags,
            opts=below,
        )
        secret = aws.secretsmanager.Secret(f"{name}-secret", kms_key_id=key.arn, tags=tags, opts=below)
        logs = aws.cloudwatch.LogGroup(f"{name}-logs", kms_key_id=key.arn, retention_in_days=400, tags=tags, opts=below)
        role = aws.iam.Role(
            f"{name}-role",
            assume_role_policy=json.dumps({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}),
            tags=tags,
            opts=below,
        )
        allowed = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [bucket.arn, secret.arn, logs.arn]}
        aws.iam.RolePolicy(
            f"{name}-allowed", role=role.id, policy=pulumi.Output.json_dumps({"Statement": [allowed]}), opts=below
        )
        topic = aws.sns.Topic(f"{name}-topic", kms_master_key_id=key.id, tags=tags, opts=below)
        aws.cloudwatch.MetricAlarm(
            f"{name}-alarm",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=3,
            threshold=80,
            metric_name="CPUUtilization",
            namespace="AWS/RDS",
            period=60,
            statistic="Average",
            dimensions={"DBClusterIdentifier": database.cluster_identifier},
            alarm_actions=[topic.arn],
            opts=below,
        )


def azure_mix(units: int) -> None:
    """The same on Azure."""
    import pulumi_azure_native as azure

    provider = azure.Provider("sub", location="japaneast", subscription_id="22222222-2222-2222-2222-222222222222")
    for unit in range(units):
        name = f"u{unit}"
        top = Unit(name, pulumi.ResourceOptions(providers=[provider]))
        below = pulumi.ResourceOptions(parent=top)
        tags = {"agency": "digital-agency", "system": name}
        group = azure.resources.ResourceGroup(f"{name}-rg", location="japaneast", tags=tags, opts=below)
        place = {"resource_group_name": group.name, "opts": below}
        vault = azure.keyvault.Vault(
            f"{name}-kv",
            location="japaneast",
            properties={
                "tenant_id": "11111111-1111-1111-1111-111111111111",
                "sku": {"family": "A", "name": "premium"},
                "enable_rbac_authorization": True,
                "enable_purge_protection": True,
            },
            **place,
        )
        key = azure.keyvault.Key(
            f"{name}-key", vault_name=vault.name, properties={"kty": "RSA-HSM", "key_size": 3072}, **place
        )
        identity = azure.managedidentity.UserAssignedIdentity(f"{name}-id", location="japaneast", tags=tags, **place)
        grant = azure.authorization.RoleAssignment(
            f"{name}-grant",
            principal_id=identity.principal_id,
            principal_type="ServicePrincipal",
            role_definition_id="e147488a-f6f5-4113-8e2d-b22465e65bf6",
            scope=key.id,
            opts=below,
        )
        account = azure.storage.StorageAccount(
            f"{name}-st",
            kind="StorageV2",
            sku={"name": "Standard_ZRS"},
            location="japaneast",
            minimum_tls_version="TLS1_2",
            allow_blob_public_access=False,
            identity={"type": "SystemAssigned"},
            encryption={
                "key_source": "Microsoft.Keyvault",
                "key_vault_properties": {"key_name": key.name, "key_vault_uri": vault.properties.vault_uri},
            },
            tags=tags,
            resource_group_name=group.name,
            opts=pulumi.ResourceOptions(parent=top, depends_on=[grant]),
        )
        azure.storage.BlobContainer(f"{name}-files", account_name=account.name, public_access="None", **place)
        network = azure.network.VirtualNetwork(
            f"{name}-vnet", address_space={"address_prefixes": ["10.20.0.0/16"]}, tags=tags, **place
        )
        guard = azure.network.NetworkSecurityGroup(f"{name}-nsg", location="japaneast", tags=tags, **place)
        subnets = [
            azure.network.Subnet(
                f"{name}-{purpose}",
                virtual_network_name=network.name,
                address_prefix=f"10.20.{at}.0/24",
                network_security_group={"id": guard.id},
                **place,
            )
            for at, purpose in enumerate(("app", "data", "endpoints"))
        ]
        azure.network.PrivateEndpoint(
            f"{name}-pe",
            location="japaneast",
            subnet={"id": subnets[2].id},
            private_link_service_connections=[
                {"name": "blob", "private_link_service_id": account.id, "group_ids": ["blob"]}
            ],
            **place,
        )
        zone = azure.privatedns.PrivateZone(f"{name}-zone", location="Global", **place)
        server = azure.dbforpostgresql.Server(
            f"{name}-db",
            location="japaneast",
            version="16",
            sku={"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"},
            network={"delegated_subnet_resource_id": subnets[1].id, "private_dns_zone_arm_resource_id": zone.id},
            backup={"backup_retention_days": 35},
            tags=tags,
            **place,
        )
        azure.dbforpostgresql.Configuration(
            f"{name}-tls", server_name=server.name, value="on", source="user-override", **place
        )
        workspace = azure.operationalinsights.Workspace(
            f"{name}-logs", location="japaneast", retention_in_days=400, tags=tags, **place
        )
        for what, watched in (("kv", vault), ("db", server)):
            azure.monitor.DiagnosticSetting(
                f"{name}-{what}-logs",
                resource_uri=watched.id,
                workspace_id=workspace.id,
                logs=[{"category_group": "audit", "enabled": True}],
                opts=below,
            )


def gcp_mix(units: int) -> None:
    """The same on Google Cloud."""
    import pulumi_gcp as gcp

    provider = gcp.Provider("prj", project="example-vrs-prod", region="asia-northeast1")
    place = "asia-northeast1"
    for unit in range(units):
        name = f"u{unit}"
        top = Unit(name, pulumi.ResourceOptions(providers=[provider]))
        below = pulumi.ResourceOptions(parent=top)
        labels = {"agency": "digital-agency", "system": name}
        ring = gcp.kms.KeyRing(f"{name}-ring", name=name, location=place, opts=below)
        key = gcp.kms.CryptoKey(
            f"{name}-key", name="data", key_ring=ring.id, rotation_period="7776000s", labels=labels, opts=below
        )
        account = gcp.serviceaccount.Account(f"{name}-sa", account_id=f"sa-{name}", opts=below)
        grant = gcp.kms.CryptoKeyIAMMember(
            f"{name}-key-use",
            crypto_key_id=key.id,
            role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
            member=account.member,
            opts=below,
        )
        bucket = gcp.storage.Bucket(
            f"{name}-data",
            name=f"gov-{name}",
            location=place.upper(),
            encryption={"default_kms_key_name": key.id},
            uniform_bucket_level_access=True,
            versioning={"enabled": True},
            labels=labels,
            opts=pulumi.ResourceOptions(parent=top, depends_on=[grant]),
        )
        gcp.storage.BucketIAMMember(
            f"{name}-reader", bucket=bucket.name, role="roles/storage.objectViewer", member=account.member, opts=below
        )
        network = gcp.compute.Network(f"{name}-net", name=name, auto_create_subnetworks=False, opts=below)
        subnet = gcp.compute.Subnetwork(
            f"{name}-app", network=network.id, ip_cidr_range="10.20.0.0/24", region=place, opts=below
        )
        gcp.compute.Firewall(
            f"{name}-guard",
            network=network.name,
            source_ranges=[subnet.ip_cidr_range],
            allows=[{"protocol": "tcp", "ports": ["443"]}],
            opts=below,
        )
        database = gcp.sql.DatabaseInstance(
            f"{name}-db",
            database_version="POSTGRES_16",
            region=place,
            encryption_key_name=key.id,
            deletion_protection=True,
            settings={
                "tier": "db-custom-2-8192",
                "availability_type": "REGIONAL",
                "ip_configuration": {"ipv4_enabled": False, "private_network": network.id},
            },
            opts=below,
        )
        gcp.sql.Database(f"{name}-main", name="main", instance=database.name, opts=below)
        gcp.sql.User(f"{name}-user", instance=database.name, name=account.email, type="CLOUD_IAM_USER", opts=below)
        secret = gcp.secretmanager.Secret(
            f"{name}-token",
            secret_id=f"{name}-token",
            replication={
                "user_managed": {
                    "replicas": [{"location": place, "customer_managed_encryption": {"kms_key_name": key.id}}]
                }
            },
            labels=labels,
            opts=below,
        )
        gcp.secretmanager.SecretIamMember(
            f"{name}-token-use", secret_id=secret.id, role="roles/x", member=account.member, opts=below
        )
        topic = gcp.pubsub.Topic(f"{name}-topic", name=name, kms_key_name=key.id, labels=labels, opts=below)
        sink = gcp.logging.ProjectSink(
            f"{name}-sink",
            destination=pulumi.Output.concat("pubsub.googleapis.com/", topic.id),
            unique_writer_identity=True,
            opts=below,
        )
        gcp.pubsub.TopicIAMMember(
            f"{name}-sink-use", topic=topic.id, role="roles/y", member=sink.writer_identity, opts=below
        )
        gcp.projects.IAMMember(
            f"{name}-run", project="example-vrs-prod", role="roles/logging.logWriter", member=account.member, opts=below
        )


MIXES: dict[str, Mix] = {"aws": (aws_mix, 21), "azure": (azure_mix, 20), "gcp": (gcp_mix, 19)}
