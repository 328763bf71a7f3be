"""What cannot change, what is held and what holds what: networks, load balancers, certificates and web firewalls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.clouds.aws.simulated import types
from govcloud.graph import Value


def _rule() -> dict[str, Value]:
    paths = ("referencedSecurityGroupId", "securityGroupId")
    return {
        "sources": ("api", "provider"),
        "immutable": ("securityGroupId",),
        "needs": dict.fromkeys(paths, (types.GROUP,)),
        "holds": ("referencedSecurityGroupId",),
    }


TYPES: Final[Mapping[str, Mapping[str, Value]]] = {
    types.CERTIFICATE: {
        "sources": ("provider",),
        "immutable": ("domainName", "keyAlgorithm", "subjectAlternativeNames", "validationMethod"),
    },
    "aws:acm/certificateValidation:CertificateValidation": {
        "sources": ("provider",),
        "immutable": ("certificateArn",),
        "needs": {"certificateArn": (types.CERTIFICATE,)},
    },
    "aws:ec2/defaultRouteTable:DefaultRouteTable": {"sources": ("provider",), "immutable": ("defaultRouteTableId",)},
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        "sources": ("provider",),
        "immutable": ("vpcId",),
        "needs": {"vpcId": (types.VPC,)},
    },
    "aws:ec2/flowLog:FlowLog": {
        "sources": ("provider",),
        "immutable": (
            "deliverCrossAccountRole",
            "destinationOptions",
            "eniId",
            "iamRoleArn",
            "logDestination",
            "logDestinationType",
            "logFormat",
            "maxAggregationInterval",
            "subnetId",
            "trafficType",
            "vpcId",
        ),
        "needs": {"logDestination": (types.BUCKET, types.LOG_GROUP), "vpcId": (types.VPC,)},
    },
    "aws:ec2/instance:Instance": {
        "sources": ("api", "provider"),
        "immutable": ("ami", "availabilityZone", "keyName", "subnetId"),
        "needs": {"subnetId": (types.SUBNET,), "vpcSecurityGroupIds.*": (types.GROUP,)},
        "holds": ("subnetId", "vpcSecurityGroupIds.*"),
        "protected_by": {"disableApiTermination": (True,)},
    },
    "aws:ec2/internetGateway:InternetGateway": {
        "sources": ("api",),
        "needs": {"vpcId": (types.VPC,)},
        "holds": ("vpcId",),
    },
    "aws:ec2/route:Route": {
        "sources": ("provider",),
        "immutable": ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"),
        "needs": {"gatewayId": ("aws:ec2/internetGateway:InternetGateway",), "routeTableId": (types.ROUTE_TABLE,)},
    },
    types.ROUTE_TABLE: {
        "sources": ("api", "provider"),
        "immutable": ("vpcId",),
        "needs": {"vpcId": (types.VPC,)},
        "holds": ("vpcId",),
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        "sources": ("api", "provider"),
        "immutable": ("gatewayId", "subnetId"),
        "needs": {"routeTableId": (types.ROUTE_TABLE,), "subnetId": (types.SUBNET,)},
        "holds": ("routeTableId",),
    },
    types.GROUP: {
        "sources": ("api", "provider"),
        "unique": ("name", "vpcId"),
        "immutable": ("description",),
        "needs": {"vpcId": (types.VPC,)},
        "holds": ("vpcId",),
    },
    types.SUBNET: {
        "sources": ("api", "provider"),
        "unique": ("cidrBlock", "vpcId"),
        "immutable": ("availabilityZone", "availabilityZoneId", "ipv6Native", "outpostArn"),
        "needs": {"vpcId": (types.VPC,)},
        "holds": ("vpcId",),
    },
    types.VPC: {"sources": ("provider",), "immutable": ("cidrBlock", "ipv4IpamPoolId")},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "sources": ("api", "provider"),
        "immutable": ("serviceName", "serviceRegion", "vpcEndpointType", "vpcId"),
        "needs": {
            "routeTableIds.*": (types.ROUTE_TABLE,),
            "securityGroupIds.*": (types.GROUP,),
            "subnetIds.*": (types.SUBNET,),
            "vpcId": (types.VPC,),
        },
        "holds": ("securityGroupIds.*", "subnetIds.*", "vpcId"),
    },
    "aws:lb/listener:Listener": {
        "sources": ("api", "provider"),
        "unique": ("loadBalancerArn", "port"),
        "needs": {
            "certificateArn": (types.CERTIFICATE,),
            "defaultActions.*.targetGroupArn": (types.TARGETS,),
            "loadBalancerArn": (types.BALANCER,),
        },
        "holds": ("certificateArn", "defaultActions.*.targetGroupArn"),
    },
    "aws:lb/listenerRule:ListenerRule": {
        "sources": ("api", "provider"),
        "unique": ("listenerArn", "priority"),
        "needs": {"actions.*.targetGroupArn": (types.TARGETS,), "listenerArn": ("aws:lb/listener:Listener",)},
        "holds": ("actions.*.targetGroupArn",),
    },
    types.BALANCER: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("customerOwnedIpv4Pool", "internal", "loadBalancerType"),
        "needs": {
            "accessLogs.bucket": (types.BUCKET,),
            "securityGroups.*": (types.GROUP,),
            "subnets.*": (types.SUBNET,),
        },
        "holds": ("securityGroups.*", "subnets.*"),
        "protected_by": {"enableDeletionProtection": (True,)},
    },
    types.TARGETS: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("ipAddressType", "port", "protocol", "protocolVersion", "targetType", "vpcId"),
        "needs": {"vpcId": (types.VPC,)},
    },
    "aws:route53/record:Record": {
        "sources": ("api", "provider"),
        "unique": ("name", "setIdentifier", "type", "zoneId"),
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule(),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule(),
    "aws:wafv2/webAcl:WebAcl": {
        "sources": ("provider",),
        "unique": ("name", "scope"),
        "scope": "region",
    },
    "aws:wafv2/webAclAssociation:WebAclAssociation": {
        "sources": ("api", "provider"),
        "unique": ("resourceArn",),
        "immutable": ("webAclArn",),
        "needs": {"resourceArn": (types.BALANCER,), "webAclArn": ("aws:wafv2/webAcl:WebAcl",)},
        "holds": ("webAclArn",),
    },
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
        "sources": ("provider",),
        "unique": ("resourceArn",),
        "needs": {
            "logDestinationConfigs.*": (types.BUCKET, types.LOG_GROUP),
            "resourceArn": ("aws:wafv2/webAcl:WebAcl",),
        },
    },
}
