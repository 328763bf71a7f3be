"""Cloud Logging: log buckets, sinks, metrics."""

from __future__ import annotations

from collections.abc import Iterator

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Retained
from govcloud.graph import Graph, Resource


@recognise(kept.LOG_BUCKET, place="location", key="cmekSettings.kmsKeyName", data="logs")
def log_bucket(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A log bucket that audit records reach, through whichever sink, is one of their stores."""
    if not any(kept.destination(graph, sink) is resource for sink in graph.of_type(kept.SINK)):
        return
    days, locked = resource.at("retentionDays", kept.DEFAULT_DAYS), resource.at("locked")
    yield Retained(
        subject=resource.urn,
        what="audit",
        days=days,
        locked=UNKNOWN if locked is UNKNOWN else bool(locked),
        # Entries are only ever added; nobody can overwrite one.
        versions=True,
    )


only(kept.SINK, place="global:routing")
only("gcp:logging/folderSink:FolderSink", place="global:routing")
only("gcp:logging/linkedDataset:LinkedDataset", place="location")
only("gcp:logging/logView:LogView", place="location")
only("gcp:logging/metric:Metric", place="global:routing")
only("gcp:logging/organizationSink:OrganizationSink", place="global:routing")
only("gcp:logging/projectExclusion:ProjectExclusion", place="global:routing")
