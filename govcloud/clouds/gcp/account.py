"""What an environment says about its Google Cloud project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from govcloud.blocks import text
from govcloud.blocks.alerting import Mail
from govcloud.systems.cloud import Account as AnyAccount

Project = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
ProjectNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5,14}$")]
ZoneName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")]
ServiceAccount = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]{3,63}@[a-z0-9.-]+\.gserviceaccount\.com$", max_length=200)
]
EkmConnection = Annotated[
    str,
    StringConstraints(pattern=r"^projects/[a-z0-9-]+/locations/asia-northeast[12]/ekmConnections/[A-Za-z0-9_-]{1,63}$"),
]


class Account(AnyAccount):
    """One Google Cloud project, which belongs to this environment alone.

    Before the first deployment the project needs billing, the Service Usage and Cloud Resource Manager APIs, and one
    call of `gcloud logging settings describe --project <project>`: only that call makes the account with which Cloud
    Logging uses a customer key. Whoever deploys needs, beside the project, roles/orgpolicy.policyAdmin from the
    organisation: two policies on the project refuse plain HTTP and old TLS at Google's own APIs. Where the platform
    keeps that right to itself, `sets_policies` is false.

    The organisation should hold compute.skipDefaultNetworkCreation and
    iam.automaticIamGrantsForDefaultServiceAccounts: without them, switching on the Compute API makes a network with
    SSH open to everybody and an account that may edit the whole project. Neither is made here, so neither is seen.
    """

    project: Project = Field(**text("Project id.", "プロジェクトID。"))
    project_number: ProjectNumber = Field(**text("Project number.", "プロジェクト番号。"))
    database_admins: Mail = Field(
        **text(
            "Group whose members administer databases, signing in as themselves.",
            "データベースを管理する担当者のグループ(各自のIDでログインする)。",
        )
    )
    dns_zone: ZoneName = Field(
        **text(
            "Public Cloud DNS zone, in the same project, that holds the environment's domain.",
            "環境のドメインを持つ、同じプロジェクトの公開Cloud DNSゾーン名。",
        )
    )
    logging_key_account: ServiceAccount | None = Field(
        None,
        **text(
            "Account with which Cloud Logging uses a key (kmsServiceAccountId of 'gcloud logging settings describe'),"
            " where it is not cmek-p<project number>@gcp-sa-logging.iam.gserviceaccount.com.",
            "Cloud Loggingが鍵を使うサービスアカウント(既定と異なる場合)。",
        ),
    )
    ekm_connections: Mapping[Literal["tokyo", "osaka"], EkmConnection] = Field(
        default_factory=dict,
        **text(
            "Coordinated external key managers by place; needed for keys of level K3.",
            "場所別の外部鍵管理接続(K3の鍵に必要)。",
        ),
    )
    sets_policies: bool = Field(
        True,
        **text(
            "Whether whoever deploys may set organisation policies on the project. False where the organisation sets"
            " gcp.restrictTLSVersion and storage.secureHttpTransport itself: that is not seen from the project, so what"
            " stores promise about TLS must then be accepted, with its evidence.",
            "プロジェクトに組織ポリシーを設定できるか。組織側でTLSとHTTPSの強制を設定する場合は false とし、"
            "保存先のTLSの約束は受容として記録する。",
        ),
    )
    super_admins: tuple[Mail, ...] = Field(
        (),
        max_length=10,
        **text(
            "Super administrators' addresses: anything they do in the project raises an alarm.",
            "特権管理者のアドレス。プロジェクト内での操作を全て通知する。",
        ),
    )

    @property
    def number(self) -> str:
        """The project number."""
        return self.project_number

    @property
    def key_account_of_logging(self) -> str:
        """The account with which Cloud Logging uses a key."""
        return self.logging_key_account or f"cmek-p{self.project_number}@gcp-sa-logging.iam.gserviceaccount.com"
