"""The conversation with Pulumi's engine: it configures the pack, shows each resource, then the whole stack."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2

import govcloud
from govcloud.clouds import observe
from govcloud.deploy import protection
from govcloud.graph import Resource
from govcloud.policy import wire
from govcloud.policy.describing import PACK_NAME, SEVERITIES, analyzer_info, levels_in_force
from govcloud.policy.known import Known
from govcloud.policy.settings import NAME, settings
from govcloud.policy.telling import Answer, Verdict
from govcloud.policy.verdicts import CONTROLS, Judge, Moment, Observe


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The pack as the engine sees it; one for each preview, update or analysis.

    `observe` reads the facts of a graph, `today` says the day. The engine shows each resource with its inputs
    (`Analyze`, several at a time) and at the end all of them with their outputs (`AnalyzeStack`); the inputs are kept
    until then, since some clouds' outputs do not repeat them.
    """

    def __init__(self, *, observe: Observe = observe, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self._observe = observe
        self._today = today
        self._project = self._stack = self._lifted_by = ""
        self._moment: Moment = "running"
        self._inputs: dict[str, wire.Properties] = {}
        self._components: dict[str, Resource] = {}
        self._configure({}, {})

    def GetAnalyzerInfo(self, request: Any, context: Any) -> proto.AnalyzerInfo:
        """Names every policy, with level, severity, framework, remediation and address."""
        return analyzer_info()

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:
        """The version of this library."""
        return plugin_pb2.PluginInfo(version=govcloud.__version__)

    def Handshake(self, request: Any, context: Any) -> proto.AnalyzerHandshakeResponse:
        """Nothing of what the engine offers here is needed."""
        return proto.AnalyzerHandshakeResponse()

    def Cancel(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Nothing takes long enough to be cancelled; the engine ends the process itself."""
        return empty_pb2.Empty()

    def Configure(self, request: proto.ConfigureAnalyzerRequest, context: Any) -> empty_pb2.Empty:
        """The levels of all policies, and the settings, which the policy `govcloud-settings` carries."""
        configured = request.policyConfig
        levels = {name: int(one.enforcementLevel) for name, one in configured.items()}
        self._configure(levels, wire.properties(configured[NAME].properties) if NAME in configured else {})
        return empty_pb2.Empty()

    def ConfigureStack(
        self, request: proto.AnalyzerStackConfigureRequest, context: Any
    ) -> proto.AnalyzerStackConfigureResponse:
        """Which stack it is, whether this is a preview, and on what ticket its protection is lifted. An analysis of a
        file names no stack."""
        self._project, self._stack = request.project, request.stack
        self._lifted_by = request.config.get(f"govcloud:{protection.KEY}", "")
        self._moment = "preview" if request.dry_run else "update" if request.stack else "running"
        return proto.AnalyzerStackConfigureResponse()

    def Remediate(self, request: Any, context: Any) -> proto.RemediateResponse:
        """Nothing is rewritten: what was rehearsed is what is registered."""
        return proto.RemediateResponse()

    def Analyze(self, request: proto.AnalyzeRequest, context: Any) -> proto.AnalyzeResponse:
        """Keeps the resource's inputs; in an update, refuses one that must not come to exist even for a minute."""
        resource = wire.requested(request)
        self._inputs[request.urn] = dict(resource.inputs)
        component = self._components.get(resource.parent) if resource.custom else resource
        if component is not None:
            self._components[request.urn] = component
        if self._moment != "update":
            return proto.AnalyzeResponse()
        graph = wire.planned(request, resource, self._components)
        return _response(self._judge(graph.stack).early(graph, request.urn))

    def AnalyzeStack(self, request: proto.AnalyzeStackRequest, context: Any) -> proto.AnalyzeResponse:
        """Judges the stack."""
        graph = wire.graph(request.resources, self._inputs, self._project, real=self._moment != "preview")
        return _response(self._judge(graph.stack or self._stack).whole(graph))

    def _configure(self, levels: dict[str, int], configured: wire.Properties) -> None:
        self._settings, self._problems = settings(configured)
        self._configured = {control.id: levels.get(control.id) for control in CONTROLS}
        self._known: dict[str, Known] = {}

    def _judge(self, stack: str) -> Judge:
        known = self._known.get(stack) or self._known.setdefault(stack, Known.of(self._settings, stack))
        return Judge(
            known=known,
            problems=self._problems,
            lang=self._settings.lang,
            is_whole=self._settings.whole,
            levels=levels_in_force(self._configured, known.confidentiality),
            moment=self._moment,
            today=self._today(),
            observe=self._observe,
            lifted_by=self._lifted_by,
        )


def _response(answer: Answer) -> proto.AnalyzeResponse:
    return proto.AnalyzeResponse(
        diagnostics=[_diagnostic(verdict) for verdict in answer.verdicts],
        not_applicable=[
            proto.PolicyNotApplicable(policy_name=name, reason="nothing here that it is about")
            for name in answer.not_applicable
        ],
    )


def _diagnostic(verdict: Verdict) -> proto.AnalyzeDiagnostic:
    return proto.AnalyzeDiagnostic(
        policyName=verdict.policy,
        policyPackName=PACK_NAME,
        policyPackVersion=govcloud.__version__,
        message=verdict.message,
        urn=verdict.urn,
        enforcementLevel=proto.MANDATORY if verdict.mandatory else proto.ADVISORY,
        severity=SEVERITIES[verdict.severity],
    )
