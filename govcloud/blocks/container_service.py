"""A container that serves requests, between a least and a greatest number of copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from govcloud.blocks.block import (
    KEY,
    KIND,
    LOGS,
    NETWORK,
    ArchiveName,
    Block,
    Here,
    KeyName,
    Model,
    NetworkName,
    Refers,
    RegistryName,
    Whole,
    keyless,
    promise,
    refusal,
    text,
)
from govcloud.facts import (
    Fact,
    Holds,
    Logged,
    Place,
    Placed,
    Promise,
    Reachable,
    Recoverable,
    Runs,
    secret_by_name,
    secret_by_value,
)

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
ImageName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$", max_length=128)
]
SettingName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]


def no_secret(settings: Mapping[str, str]) -> Mapping[str, str]:
    """Settings are readable by anyone who can read the service: a secret among them is refused."""
    for name, value in settings.items():
        if secret_by_name(name) or secret_by_value(value):
            raise refusal(
                f"'{name}' looks like a secret: make it a block of kind secret and list it under uses",
                f"'{name}' は秘密情報に見える: kind が secret のブロックにして uses に書く",
            )
    return settings


class Image(Model):
    """An image by digest: a tag can be moved to another image, a digest cannot."""

    registry: RegistryName = Field(
        None, **text("The registry block that holds it; the only one, if left out.", "イメージを置くレジストリ。")
    )
    name: ImageName = Field(**text("Repository name in the registry.", "レジストリ内のリポジトリ名。"))
    digest: Digest = Field(**text("sha256:… of the image.", "イメージのダイジェスト(sha256:…)。"))


class Instances(Model):
    """How many copies run, and at what load another one starts."""

    min: Whole = Field(2, ge=2, le=100, **text("Least number of copies (2: one zone may fail).", "最小数。"))
    max: Whole = Field(10, ge=2, le=100, **text("Greatest number of copies.", "最大数。"))
    cpu_percent: Whole = Field(
        60, ge=20, le=90, **text("CPU load at which a copy is added.", "増設を始めるCPU使用率(%)。")
    )

    @model_validator(mode="after")
    def _ordered(self) -> Instances:
        if self.max < self.min:
            raise refusal(
                f"max ({self.max}) is less than min ({self.min})", f"max ({self.max}) が min ({self.min}) より小さい"
            )
        return self


Use = Literal["read", "write"]
Used = Annotated[str, Refers(("database", "object_store", "secret"))]


class ContainerService(Block):
    """A service in the network's app subnets, without a public address, under an identity of its own that may do
    exactly what `uses` says.

    Where a used block is, the code finds in its environment, under the same names on every cloud: `<BLOCK>_HOST`,
    `_NAME`, `_PORT` and `_USER` of a database, `_NAME` and `_URL` of a store, `_ID` of a secret; `PORT` is where it
    must listen. Never a value that has to be hidden: a database is signed in to with the identity's token, a secret is
    read by its id.
    """

    PARTS = frozenset({"workload"})

    kind: Literal["container_service"] = Field("container_service", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    key: KeyName = Field(None, **KEY)
    logs: ArchiveName = Field(None, **LOGS)
    image: Image = Field(**text("The image to run, by digest.", "実行するイメージ(ダイジェスト指定)。"))
    port: Whole = Field(8080, ge=1024, le=65535, **text("TCP port it listens on.", "待ち受けるTCPポート。"))
    size: Literal["small", "medium", "large"] = Field(
        "small",
        **text(
            "CPU and memory of a copy: small 0.5 vCPU/1 GiB, medium 1/2, large 2/4.",
            "1台のCPUとメモリー: small 0.5vCPU/1GiB、medium 1/2、large 2/4。",
        ),
    )
    instances: Instances = Field(default_factory=lambda: Instances(), **text("Copies.", "インスタンス数。"))
    health_path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/_.-]{0,100}$")] = Field(
        "/health", **text("Path that answers 200 while healthy.", "正常時に200を返すパス。")
    )
    settings: Annotated[Mapping[SettingName, str], AfterValidator(no_secret)] = Field(
        default_factory=dict,
        **text("Environment variables; never secrets.", "環境変数。秘密情報は置けない。"),
    )
    uses: Mapping[Used, Use] = Field(
        default_factory=dict,
        **text(
            "Blocks it reads from or writes to; brings identity, grants, key use and routes.",
            "利用するブロックと権限(read/write)。必要な権限と経路が付く。",
        ),
    )

    def promises(self, here: Here) -> Iterator[Promise]:
        """What runs, as whom, how it is cut off and how it survives."""
        address = here.address
        yield promise("placed", Placed(subject=address, what="primary", where=Place.TOKYO))
        yield promise("pinned_image", Runs(subject=address, what="container", pinned=True, trusted=True))
        yield promise("non_root", Runs(subject=address, what="container", non_root=True))
        yield promise("read_only_root", Runs(subject=address, what="container", read_only_root=True))
        yield promise("unprivileged", Runs(subject=address, what="container", privileged=False))
        yield promise("own_identity", Runs(subject=address, what="container", identity="own"))
        yield promise("no_public_address", Reachable(subject=address, what="compute", by="network"))
        yield promise("multi_zone", Recoverable(subject=address, what="service", zones=2))
        yield promise("no_plaintext_secret", Holds(subject=address, what="setting", plaintext=False))
        days = here.log_days(self.logs)
        yield promise("container_log", Logged(subject=address, what="container", enabled=True, days=days))

    def declared(self, here: Here) -> Iterator[Fact]:
        """A key of level K0 leaves its disks and logs to the provider."""
        yield from keyless(here, self.key, "disk")
