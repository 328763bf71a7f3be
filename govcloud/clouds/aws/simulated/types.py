"""The types that other types refer to, by short names."""

from __future__ import annotations

from typing import Final

ALIAS: Final = "aws:kms/alias:Alias"
BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
BUCKET: Final = "aws:s3/bucket:Bucket"
CERTIFICATE: Final = "aws:acm/certificate:Certificate"
CLUSTER: Final = "aws:rds/cluster:Cluster"
ECS: Final = "aws:ecs/cluster:Cluster"
EXTERNAL_KEY: Final = "aws:kms/externalKey:ExternalKey"
GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
KEY: Final = "aws:kms/key:Key"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
REPLICA_EXTERNAL_KEY: Final = "aws:kms/replicaExternalKey:ReplicaExternalKey"
REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"
ROLE: Final = "aws:iam/role:Role"
ROUTE_TABLE: Final = "aws:ec2/routeTable:RouteTable"
SUBNET: Final = "aws:ec2/subnet:Subnet"
TARGETS: Final = "aws:lb/targetGroup:TargetGroup"
TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
TOPIC: Final = "aws:sns/topic:Topic"
VPC: Final = "aws:ec2/vpc:Vpc"
KEYS: Final = (ALIAS, EXTERNAL_KEY, KEY, REPLICA_EXTERNAL_KEY, REPLICA_KEY)
