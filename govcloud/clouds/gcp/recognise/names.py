"""Cloud DNS: zones and records."""

from __future__ import annotations

from govcloud.clouds.gcp.recognise.register import only

only("gcp:dns/managedZone:ManagedZone", place="global:dns")
only("gcp:dns/policy:Policy", place="global:dns")
only("gcp:dns/recordSet:RecordSet", place="global:dns")
only("gcp:dns/responsePolicy:ResponsePolicy", place="global:dns")
