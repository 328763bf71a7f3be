"""The engine's side of the conversation: what Pulumi's resource monitor answers, as a plain object in this process."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final, TypeVar

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, provider_pb2, resource_pb2

from govcloud.engine import requests, rules, schema, wire
from govcloud.engine.answers import FAIL, SKIP, Read, Registered
from govcloud.engine.session import EMPTY, Session
from govcloud.engine.transforms import Callbacks, Transforms
from govcloud.errors import EngineError, did_you_mean
from govcloud.facts import UNKNOWN
from govcloud.graph import PROVIDER_PREFIX, STACK_TYPE, DataSource, Resource, Secret, Value, revealed
from govcloud.graph.values import UNKNOWN_STRING

REFERENCE_TYPE: Final = "pulumi:pulumi:StackReference"

FEATURES: Final = tuple(
    getattr(resource_pb2, f"RESOURCE_MONITOR_FEATURE_{name}")
    for name in (
        "ALIAS_SPECS",
        "BYTE_STRING",
        "DELETED_WITH",
        "ERROR_HOOKS",
        "INVOKE_DEPENDS_ON",
        "INVOKE_PARENT",
        "INVOKE_TRANSFORMS",
        "OUTPUT_VALUES",
        "PARAMETERIZATION",
        "REPLACEMENT_TRIGGER",
        "REPLACE_WITH",
        "RESOURCE_HOOKS",
        "RESOURCE_REFERENCES",
        "SECRETS",
        "SENDS_OPTIONS_TO_HOOKS",
        "TRANSFORMS",
    )
)
_DONE: Final = empty_pb2.Empty()


class Monitor:
    """One render's resource monitor. The methods have the names of the protocol's calls."""

    def __init__(self, session: Session) -> None:
        self.session: Final = session
        self.callbacks: Final = Callbacks(self)
        self._transforms: Final = Transforms(self.callbacks)
        self._names: Final = rules.PhysicalNames()
        self._packages: list[str] = []
        self._stack = ""
        self._left_out: set[str] = set()
        self._aliases: dict[str, tuple[str, ...]] = {}

    def GetDeploymentInfo(self, _: object) -> resource_pb2.DeploymentInfo:
        """What the program may ask about its own run."""
        session = self.session
        return resource_pb2.DeploymentInfo(
            project=session.project,
            stack=session.stack,
            organization=session.organization,
            config=dict(session.config),
            configSecretKeys=list(session.secret_keys),
            dryRun=session.model.dry_run,
            supportedFeatures=FEATURES,
        )

    def SignalAndWaitForShutdown(self, _: object) -> empty_pb2.Empty:
        """Nothing runs on after the program."""
        return _DONE

    def SupportsFeature(self, _: object) -> resource_pb2.SupportsFeatureResponse:
        """The old way to ask for features; every one that has an old name is there."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def RegisterPackage(self, request: resource_pb2.RegisterPackageRequest) -> resource_pb2.RegisterPackageResponse:
        """A parameterised provider package."""
        self._packages.append(request.name)
        return resource_pb2.RegisterPackageResponse(ref=f"package-{len(self._packages)}")

    def RegisterStackTransform(self, callback: Any) -> empty_pb2.Empty:
        """A transform of every later resource."""
        self._transforms.resources.append(callback.token)
        return _DONE

    def RegisterStackInvokeTransform(self, callback: Any) -> empty_pb2.Empty:
        """A transform of every later data source call."""
        self._transforms.calls.append(callback.token)
        return _DONE

    def RegisterResourceHook(self, _: object) -> empty_pb2.Empty:
        """Hooks are noted with the resources that use them; a render runs none."""
        return _DONE

    RegisterErrorHook = RegisterResourceHook

    def RegisterResource(self, request: requests.Request) -> Registered | Coroutine[Any, Any, Registered]:
        """A resource or component, after its transforms."""
        if request.type == STACK_TYPE:
            return self._registered(request, [])
        tokens = self._transforms.applying(request)
        return self._transformed(request, tokens) if tokens else self._registered(request, [])

    async def _transformed(self, request: requests.Request, tokens: tuple[str, ...]) -> Registered:
        registered = self._registered(request, await self._transforms.resource(request, tokens))
        self._transforms.inherit(registered.urn, request)
        return registered

    def _registered(self, request: requests.Request, transforms: list[str]) -> Registered:
        session = self.session
        name = requests.urn(session.project, session.stack, request.parent, request.type, request.name)
        parent = session.resources.get(request.parent)
        made = requests.resource(request, name, parent)
        made.aliases = self._aliased(request, made)
        if transforms:
            made.options = {**made.options, "transforms": transforms}
        if self._left_out and not self._left_out.isdisjoint((made.parent, *made.dependencies)):
            return self._leaves_out(made, SKIP)
        if made.custom and session.model.fails(made):
            return self._leaves_out(made, FAIL)
        self._added(made)
        if not made.custom:
            return self._component(made)
        if made.is_provider:
            return self._provider(made)
        self._checked(made, parent)
        made.id, made.outputs = self._answer(made)
        return Registered(name, made.id, made.outputs)

    def _leaves_out(self, made: Resource, result: int) -> Registered:
        """The answer for what is not made; it is in no state."""
        self._left_out.add(made.urn)
        return Registered(made.urn, "", EMPTY, result)

    def _added(self, made: Resource) -> None:
        first = self.session.resources.get(made.urn)
        if first is not None:
            made.source = self.session.where()
            raise rules.duplicate(first, made)
        self.session.add(made)

    def _aliased(self, request: requests.Request, made: Resource) -> tuple[str, ...]:
        inherited = self._aliases.get(made.parent, ())
        if not (request.aliases or request.aliasURNs or inherited):
            return ()
        self._aliases[made.urn] = found = requests.aliases(request, made, inherited)
        return found

    def _component(self, made: Resource) -> Registered:
        if made.type == STACK_TYPE:
            self._stack = made.urn
        if not made.remote:
            return Registered(made.urn, "", EMPTY)
        construct = self.session.construct
        if construct is None:
            raise EngineError(
                f"{rules.shown(made)} is a component of another language or package and cannot be made here; "
                "pass construct=… to the render, a function that answers its outputs",
                ja=f"{rules.shown(made)} は別の言語かパッケージのコンポーネントで、ここでは作れない。"
                "出力を答える関数を construct=… として渡す",
            )
        made.outputs = dict(construct(made))
        return Registered(made.urn, "", made.outputs)

    def _provider(self, made: Resource) -> Registered:
        made.id = self.session.model.provider(made)
        version = made.options.get("version")
        made.outputs = self._secret(made, {**made.inputs, **({"version": version} if version else {})})
        return Registered(made.urn, UNKNOWN_STRING if made.id is UNKNOWN else made.id, made.outputs)

    def _checked(self, made: Resource, parent: Resource | None) -> None:
        """Find the provider, and note every broken rule."""
        package = made.package
        if package == "pulumi":
            return
        if not made.provider and parent is not None:
            made.provider = parent.providers.get(package, "")
        origin = self.session.origin()
        foreign = origin.foreign_provider if origin else ""
        if foreign and foreign != package:
            self._problem(rules.foreign_provider(made, foreign))
        elif not made.provider:
            self._problem(rules.lacks_provider(made))
        if not made.provider and not self.session.strict:
            made.provider = self._default_provider(made)
        clash = self._names.clash(made) if not made.external else None
        if clash:
            self._problem(clash)

    def _problem(self, text: str) -> None:
        if self.session.strict:
            self.session.problems.append(text)

    def _default_provider(self, made: Resource) -> str:
        """The provider that the real engine would make, configured from `<package>:<key>` of the stack."""
        package, session = made.package, self.session
        version = str(made.options.get("version", ""))
        name = "default" + "".join("_" if sign in ".-+" else sign for sign in f"_{version}" if version)
        token = f"{PROVIDER_PREFIX}{package}"
        urn = requests.urn(session.project, session.stack, "", token, name)
        if urn not in session.resources:
            options = {"version": version} if version else EMPTY
            inputs = session.settings(package)
            session.resources[urn] = made = Resource(urn=urn, type=token, name=name, inputs=inputs, options=options)
            made.id, made.outputs = session.model.provider(made), {**inputs, **options}
        return f"{urn}::{wire.encoded(session.resources[urn].id)}"

    def _answer(self, made: Resource) -> tuple[Value, dict[str, Value]]:
        """Id and outputs by the model, secrets marked; the head of its symbolic values is noted."""
        session, origin = self.session, self.session.origin()
        head = session.head(made)
        python = origin.resource_class if origin else None
        declared = schema.outputs(python) if python else EMPTY
        outputs = session.model.outputs(made, head, declared)
        return session.model.identifier(made, head), self._secret(made, outputs)

    @staticmethod
    def _secret(made: Resource, outputs: dict[str, Value]) -> dict[str, Value]:
        for key in made.options.get("additionalSecretOutputs", ()):
            if key in outputs and not isinstance(outputs[key], Secret):
                outputs[key] = Secret(outputs[key])
        return outputs

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        """What a component or the stack says of itself when it is complete."""
        outputs = wire.struct(request.outputs)
        if request.urn == self._stack:
            self.session.exports = outputs
        self.session.resources[request.urn].outputs = outputs
        return _DONE

    def ReadResource(self, request: requests.ReadRequest) -> Read:
        """A resource that exists already (`X.get`), or another stack's exports."""
        session = self.session
        name = requests.urn(session.project, session.stack, request.parent, request.type, request.name)
        made = requests.read(request, name)
        self._added(made)
        if made.type == REFERENCE_TYPE:
            made.outputs = self._exports_of(str(revealed(made.id)), session.head(made))
        else:
            self._checked(made, session.resources.get(request.parent))
            made.outputs = self._answer(made)[1]
        return Read(name, made.id, made.outputs)

    def ExistsResource(self, request: resource_pb2.ExistsResourceRequest) -> resource_pb2.ExistsResourceResponse:
        """Whether a resource exists cannot be known without a cloud."""
        return resource_pb2.ExistsResourceResponse(exists=False, unknown=self.session.model.dry_run)

    def _exports_of(self, name: str, head: str) -> dict[str, Value]:
        known = self.session.stack_references
        if name not in known:
            place = self.session.where()
            shown = f" ({place})" if place else ""
            hint = did_you_mean(name, known)
            raise EngineError(
                f"no exports of the stack '{name}' were given{shown}; {hint}",
                ja=f"スタック '{name}' の export が与えられていない{shown}。{hint.ja}",
            )
        outputs = {key: self._export(head, key, item) for key, item in sorted(known[name].items())}
        secret = [key for key, item in outputs.items() if _holds_secret(item)]
        return {"name": name, "outputs": outputs, "secretOutputNames": secret}

    def _export(self, head: str, key: str, item: Value) -> Value:
        if item is UNKNOWN:
            return self.session.model.unread(head, key) if head else UNKNOWN
        if isinstance(item, Secret):
            return Secret(self._export(head, key, item.value))
        if isinstance(item, Mapping):
            return {inner: self._export(head, f"{key}.{inner}", one) for inner, one in item.items()}
        if isinstance(item, (list, tuple)):
            return [self._export(head, f"{key}.{at}", one) for at, one in enumerate(item)]
        return item

    async def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        """A data source, answered only from what the render was given."""
        built_in = self._BUILT_IN.get(request.tok)
        if built_in is not None:
            return _returned(resource_pb2.ResourceInvokeResponse(), built_in(self, wire.struct(request.args)))
        await self._transforms.call(request)
        arguments = wire.struct(request.args)
        self.session.calls.append(DataSource(request.tok, arguments, request.provider))
        if self.session.model.dry_run and any(self._unmade(urn) for urn in request.dependsOn):
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        answer = self._asked(request.tok, arguments)
        if answer is UNKNOWN:
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        return _returned(resource_pb2.ResourceInvokeResponse(), answer)

    def _found(self, arguments: Mapping[str, Value]) -> dict[str, Value]:
        urn = str(arguments["urn"])
        made = self.session.resources.get(urn)
        if made is None:
            raise EngineError(f"no resource with the URN '{urn}' has been registered yet")
        return {"urn": urn, "id": "" if made.id is UNKNOWN else made.id, "state": made.outputs}

    def _read(self, arguments: Mapping[str, Value]) -> dict[str, Value]:
        """The exports of a stack, without a reference to it."""
        return self._exports_of(str(arguments["name"]), "")

    _BUILT_IN: Final[Mapping[str, Callable[[Any, Mapping[str, Value]], dict[str, Value]]]] = {
        "pulumi:pulumi:getResource": _found,
        "pulumi:pulumi:readStackOutputs": _read,
    }
    """What the engine answers itself."""

    def _unmade(self, urn: str) -> bool:
        made = self.session.resources.get(urn)
        return made is not None and made.custom and not made.external and made.id is UNKNOWN

    def _asked(self, token: str, arguments: Mapping[str, Value]) -> Value:
        known = self.session.data_sources
        if token not in known:
            place = self.session.where()
            raise EngineError(
                f"the data source {token}{f' at {place}' if place else ''} has no answer: pass the value itself to the "
                f"program (as configuration or an argument), or data_sources={{'{token}': …}} to the render",
                ja=f"データソース {token}{f'({place})' if place else ''} の答えがない。値そのものを設定か引数として"
                f"プログラムに渡すか、data_sources={{'{token}': …}} を渡す",
            )
        answer = known[token]
        return answer(arguments) if callable(answer) else answer

    def Call(self, request: resource_pb2.ResourceCallRequest) -> provider_pb2.CallResponse:
        """A method of a resource, answered like a data source."""
        arguments = wire.struct(request.args)
        self.session.calls.append(DataSource(request.tok, arguments, request.provider))
        answer = self._asked(request.tok, arguments)
        values = EMPTY if answer is UNKNOWN else answer
        return _returned(provider_pb2.CallResponse(returnDependencies=_call_dependencies(request, values)), values)


def _call_dependencies(
    request: resource_pb2.ResourceCallRequest, values: Mapping[str, Value]
) -> dict[str, provider_pb2.CallResponse.ReturnDependencies]:
    """All that the arguments were made from: what an answer was made from, only the method knows."""
    urns = sorted({urn for told in request.argDependencies.values() for urn in told.urns})
    return {key: provider_pb2.CallResponse.ReturnDependencies(urns=urns) for key in values} if urns else {}


def _holds_secret(item: Value) -> bool:
    """Whether there is a secret anywhere in a value: the engine then calls all of it one."""
    if isinstance(item, Secret):
        return True
    inner = item.values() if isinstance(item, Mapping) else item if isinstance(item, (list, tuple)) else ()
    return any(map(_holds_secret, inner))


_Response = TypeVar("_Response", resource_pb2.ResourceInvokeResponse, provider_pb2.CallResponse)


def _returned(response: _Response, values: Mapping[str, Value]) -> _Response:
    """A response with its values; the field has the name of a keyword."""
    getattr(response, "return").CopyFrom(wire.written(values))
    return response


class Messages:
    """The engine's log: the program's messages, without the SDK's own debugging."""

    _SEVERITIES: Final = {engine_pb2.ERROR: "error", engine_pb2.INFO: "info", engine_pb2.WARNING: "warning"}

    def __init__(self, session: Session) -> None:
        self._session = session

    def Log(self, request: engine_pb2.LogRequest) -> None:
        """One message."""
        severity = self._SEVERITIES.get(request.severity)
        if severity:
            self._session.messages.append((severity, request.urn, request.message))

    def RequirePulumiVersion(self, _: object) -> engine_pb2.RequirePulumiVersionResponse:
        """Any version range is met: no command line is involved."""
        return engine_pb2.RequirePulumiVersionResponse()
