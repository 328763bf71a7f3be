"""Every option of a resource, every kind of transform and every other message of the protocol reach the graph."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import get_monitor, register_package

from govcloud.engine import Symbolic, render
from govcloud.engine.requests import seconds
from govcloud.graph import Asset, Graph, Resource, ResourceRef, Secret
from tests.engine.programs import tokyo

URN = "urn:pulumi:s::p::"


def rendered(program: Any, **more: Any) -> Graph:
    known: dict[str, Any] = {"project": "p", "stack": "s", **more}
    return render(program, **known)


def named(graph: Graph, name: str) -> Resource:
    return next(resource for resource in graph if resource.name == name)


def with_options() -> None:
    options = tokyo()
    keeper = aws.s3.Bucket("keeper", opts=options)

    @pulumi.resource_hook("after")  # type: ignore[arg-type]
    def after(args: pulumi.ResourceHookArgs) -> None:
        raise AssertionError("a render runs no hook")

    aws.s3.Bucket(
        "full",
        opts=pulumi.ResourceOptions(
            provider=options.provider,
            protect=True,
            depends_on=[keeper],
            ignore_changes=["tags"],
            replace_on_changes=["bucket"],
            hide_diffs=["acl"],
            additional_secret_outputs=["arn"],
            deleted_with=keeper,
            replace_with=[keeper],
            retain_on_delete=True,
            delete_before_replace=True,
            import_="gov-real",
            custom_timeouts=pulumi.CustomTimeouts(create="1h30m", delete="90s", read="500ms"),
            aliases=[pulumi.Alias(name="before"), "urn:pulumi:s::p::aws:s3/bucket:Bucket::long-before"],
            hooks=pulumi.ResourceHookBinding(after_create=[after]),
            version="7.51.0",
            replacement_trigger="v2",
        ),
    )


OPTIONS = {
    "additionalSecretOutputs": ["arn"],
    "customTimeouts": {"create": 5400, "delete": 90, "read": 0.5},
    "deleteBeforeReplace": True,
    "deletedWith": f"{URN}aws:s3/bucket:Bucket::keeper",
    "hideDiffs": ["acl"],
    "hooks": {"after_create": ["after"]},
    "ignoreChanges": ["tags"],
    "importID": "gov-real",
    "replaceOnChanges": ["bucket"],
    "replaceWith": [f"{URN}aws:s3/bucket:Bucket::keeper"],
    "replacementTrigger": "v2",
    "retainOnDelete": True,
    "version": "7.51.0",
}


def test_every_option_is_kept() -> None:
    full = named(rendered(with_options), "full")
    assert full.options == OPTIONS
    assert full.protect
    assert full.dependencies == (f"{URN}aws:s3/bucket:Bucket::keeper",)
    assert set(full.aliases) == {
        f"{URN}aws:s3/bucket:Bucket::before",
        f"{URN}aws:s3/bucket:Bucket::long-before",
        f"{URN}aws:s3/bucketV2:BucketV2::full",
    }


def test_durations_are_seconds() -> None:
    assert [seconds(text) for text in ("1h30m", "45m", "1.5s", "250ms", "")] == [5400, 2700, 1.5, 0.25, 0]


def test_children_inherit_protection_providers_and_their_parents_old_names() -> None:
    def program() -> None:
        one, other = tokyo(), tokyo("osaka")
        outer = pulumi.ComponentResource(
            "govcloud:test:Site",
            "new",
            None,
            pulumi.ResourceOptions(providers=[one.provider], protect=True, aliases=[pulumi.Alias(name="old")]),
        )
        inner = pulumi.ComponentResource("govcloud:test:Part", "new-part", None, pulumi.ResourceOptions(parent=outer))
        aws.kms.Key("new-part-key", opts=pulumi.ResourceOptions(parent=inner))
        aws.kms.Key("elsewhere", opts=pulumi.ResourceOptions(parent=inner, provider=other.provider, protect=False))

    graph = rendered(program)
    key, elsewhere = named(graph, "new-part-key"), named(graph, "elsewhere")
    assert (key.protect, elsewhere.protect) == (True, False)
    assert key.provider.startswith(f"{URN}pulumi:providers:aws::tokyo::")
    assert elsewhere.provider.startswith(f"{URN}pulumi:providers:aws::osaka::")
    assert key.aliases == (f"{URN}govcloud:test:Site$govcloud:test:Part$aws:kms/key:Key::old-part-key",)


def test_transforms_run_own_first_and_are_recorded() -> None:
    ran: list[str] = []

    def own(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        ran.append("own")
        return pulumi.ResourceTransformResult({**args.props, "tags": {"by": "own"}}, args.opts)

    async def whole(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        ran.append(f"whole:{args.type_}")
        if args.type_ != "aws:s3/bucket:Bucket":
            return None
        options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True, ignore_changes=["acl"]))
        return pulumi.ResourceTransformResult({**args.props, "forceDestroy": False}, options)

    def program() -> None:
        pulumi.runtime.register_resource_transform(whole)
        options = tokyo()
        aws.s3.Bucket("data", opts=pulumi.ResourceOptions(provider=options.provider, transforms=[own]))

    bucket = named(rendered(program), "data")
    assert ran == ["whole:pulumi:providers:aws", "own", "whole:aws:s3/bucket:Bucket"]
    assert bucket.inputs == {"forceDestroy": False, "tags": {"by": "own"}}
    assert bucket.protect
    assert bucket.options["ignoreChanges"] == ["acl"]
    assert [name.rpartition(".")[2] for name in bucket.options["transforms"]] == ["own", "whole"]
    assert bucket.provider.startswith(f"{URN}pulumi:providers:aws::tokyo::")
    assert bucket.property_dependencies == {"forceDestroy": (), "tags": ()}


def test_a_failing_transform_raises_what_it_raised() -> None:
    def program() -> None:
        pulumi.runtime.register_resource_transform(lambda args: {}[args.name])  # type: ignore[index]
        tokyo()

    with pytest.raises(KeyError, match="tokyo"):
        rendered(program)


def test_invoke_transforms_run() -> None:
    def program() -> None:
        def closed(args: pulumi.InvokeTransformArgs) -> pulumi.InvokeTransformResult:
            return pulumi.InvokeTransformResult({**args.args, "state": "available"}, args.opts)

        pulumi.runtime.register_invoke_transform(closed)
        zones = aws.get_availability_zones(opts=pulumi.InvokeOptions(provider=tokyo().provider))
        pulumi.export("zones", zones.names)

    answer = {"aws:index/getAvailabilityZones:getAvailabilityZones": lambda given: {"names": [given["state"]]}}
    assert rendered(program, data_sources=answer).exports == {"zones": ["available"]}


def test_resources_that_exist_already_are_read() -> None:
    def program() -> None:
        options = tokyo()
        vpc = aws.ec2.Vpc.get("shared", "vpc-1", opts=options)
        aws.ec2.Subnet("app", vpc_id=vpc.id, cidr_block=vpc.cidr_block, opts=options)

    graph = rendered(program)
    vpc, subnet = named(graph, "shared"), named(graph, "app")
    assert (vpc.external, vpc.id, vpc.source.partition(":")[0]) == (True, "vpc-1", "tests/engine/test_options.py")
    assert subnet.inputs == {"cidrBlock": "${Vpc:shared.cidrBlock}", "vpcId": "vpc-1"}


def test_resources_secrets_and_files_pass_as_values() -> None:
    def program() -> None:
        options = tokyo()
        bucket: Any = aws.s3.Bucket("data", opts=options)
        aws.s3.BucketObject(
            "page", bucket=bucket, source=pulumi.StringAsset("text"), content=pulumi.Output.secret("s"), opts=options
        )
        archive = pulumi.AssetArchive({"a": pulumi.StringAsset("x"), "b": pulumi.FileArchive("dir")})
        function = aws.lambda_.Function("run", role=bucket.arn, code=archive, opts=options)
        pulumi.export("code", function.code)
        pulumi.export("bucket", bucket)

    graph = rendered(program)
    page = named(graph, "page").inputs
    assert page["bucket"] == ResourceRef(f"{URN}aws:s3/bucket:Bucket::data", "${Bucket:data.id}")
    assert page["source"] == Asset({"text": "text"})
    assert page["content"] == Secret("s")
    code = Asset({"assets": {"a": Asset({"text": "x"}), "b": Asset({"path": "dir"}, archive=True)}}, archive=True)
    assert named(graph, "run").inputs["code"] == code
    assert graph.exports["code"] == code
    assert graph.exports["bucket"]["id"] == "${Bucket:data.id}"


def test_methods_are_answered_like_data_sources() -> None:
    def program() -> None:
        provider = aws.Provider("tokyo", region="ap-northeast-1")
        pulumi.export("said", pulumi.runtime.call("aws:test/method", {"a": pulumi.Output.secret("s")}, provider).apply(
            lambda answer: answer["size"]
        ))  # fmt: skip

    graph = rendered(program, data_sources={"aws:test/method": {"size": 3}})
    assert graph.exports == {"said": 3}
    assert graph.data_sources[0].arguments == {"a": Secret("s")}


def test_packages_and_lookups_by_urn_are_served() -> None:
    def program() -> None:
        async def reference() -> None:
            ref = await register_package("base", "1.0.0", "", "extra", "1.0.0", "e30=")
            pulumi.export("package", ref)

        bucket = aws.s3.Bucket("data", bucket="gov-data", opts=tokyo())
        pulumi.export("again", bucket.urn.apply(_looked_up))
        return reference()  # type: ignore[return-value]

    async def _looked_up(urn: str) -> Any:
        monitor = get_monitor()
        request = resource_pb2.ResourceInvokeRequest(tok="pulumi:pulumi:getResource")
        request.args.update({"urn": urn})
        answer = await monitor.Invoke(request)  # type: ignore[union-attr]
        return getattr(answer, "return")["state"]["bucket"]

    assert rendered(program, model=Symbolic()).exports == {"again": "gov-data", "package": "package-1"}


def test_the_order_is_that_of_the_program() -> None:
    def program() -> None:
        options = tokyo()
        first = aws.s3.Bucket("z", opts=options)
        aws.s3.BucketPolicy("y", bucket=first.id, policy="{}", opts=options)
        aws.s3.Bucket("x", opts=options)

    assert [resource.name for resource in rendered(program)] == ["p-s", "tokyo", "z", "y", "x"]
