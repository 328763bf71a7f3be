"""What people write by hand on Google Cloud beside a system's blocks, and should not."""

from __future__ import annotations

from typing import Any

from tests.clouds.gcp.tokens import PROJECT, TOKYO


def rule(**changes: Any) -> dict[str, Any]:
    return {
        "firewallPolicy": "example-prod-main",
        "region": TOKYO,
        "direction": "INGRESS",
        "action": "allow",
        "priority": 10,
        "match": {"srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{"ipProtocol": "tcp", "ports": ["22"]}]},
        **changes,
    }


def open_to_all(*ports: str, **changes: Any) -> dict[str, Any]:
    """A firewall rule of the older kind, open to everybody."""
    protocol: dict[str, Any] = {"protocol": "tcp", "ports": list(ports)} if ports else {"protocol": "all"}
    return {
        "name": "debug",
        "network": f"projects/{PROJECT}/global/networks/example-prod-main",
        "allows": [protocol],
        "sourceRanges": ["0.0.0.0/0"],
        **changes,
    }


def machine(**changes: Any) -> dict[str, Any]:
    """A virtual machine as a console's example makes it."""
    return {
        "name": "jump",
        "machineType": "e2-medium",
        "zone": f"{TOKYO}-b",
        "bootDisk": {"initializeParams": {"image": "debian-cloud/debian-12"}},
        "networkInterfaces": [{"network": "default", "accessConfigs": [{}]}],
        "serviceAccount": {"scopes": ["cloud-platform"]},
        **changes,
    }
