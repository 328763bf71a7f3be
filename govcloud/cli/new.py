"""`govcloud new`: a project's folder from a template, with only what differs and what must be filled in."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from govcloud.cli.words import Pair, both, say, usage

if TYPE_CHECKING:
    from govcloud.cli.starting import Asked
    from govcloud.clouds.state import Form, Kept
    from govcloud.systems.read import Source

ABOUT: Final[Pair] = (
    "Start a project from a template: projects/AGENCY/SYSTEM, ready to fill in.",
    "テンプレートからプロジェクトを作る(projects/AGENCY/SYSTEM)。",
)
EXAMPLES: Final = (
    "govcloud new example-agency permits",
    "govcloud new example-city tax --template web-system --cloud aws --cloud gcp",
    "govcloud new example-city tax --cloud aws --backend 's3://example-city-state?region=ap-northeast-1&awssdk=v2'"
    " --secrets-provider 'awskms://alias/example-city-state?region=ap-northeast-1'",
)
WORDS: Final[dict[str, Pair]] = {
    "slug": (
        "'{word}' cannot be a name: lower-case letters, digits and hyphens, 2 to 24, a letter first",
        "'{word}' は名前に使えない。英小文字で始まる英小文字・数字・ハイフン、2〜24文字にする",
    ),
    "exists": ("{path} is there already; nothing was written", "{path} はすでにある。何も書いていない"),
    "template": ("no template '{name}': {hint}", "テンプレート '{name}' はない: {hint}"),
    "made": ("made {path}", "{path} を作った"),
    "backend": ("state: {url} ({where})", "状態の保管先: {url}({where})"),
    "secrets": ("secrets in it under: {url} ({where})", "状態内の秘密情報の鍵: {url}({where})"),
    "japan": ("in {place}", "{place}"),
    "trial": (
        "for trials; what lasts needs {option}, such as {example}",
        "試行用。本番には {option} を指定する(例: {example})",
    ),
    "unseen": (
        "the URL cannot tell where that is: see that it is in Japan, and the agency's own",
        "URLからは場所が分からない。国内にあり自組織のものであることを確かめる",
    ),
    "next": ("Next", "次にすること"),
    "fill": (
        "1. fill in what is marked FILL IN in {path} (accounts, domain, contacts, image digests)",
        "1. {path} の FILL IN の印を埋める(アカウント、ドメイン、連絡先、イメージのダイジェスト)",
    ),
    "check": (
        "2. govcloud check {path}   says what is wrong, and what a cloud cannot keep and somebody must accept",
        "2. govcloud check {path}   誤りと、クラウドで失われ受容が必要な約束を示す",
    ),
    "plan": (
        "3. govcloud plan {path} --cloud {cloud}   every resource, before any exists",
        "3. govcloud plan {path} --cloud {cloud}   作成前に全リソースを示す",
    ),
    "init": (
        "4. in {path}: pulumi stack init prod-{cloud}-foundation {secrets_option}",
        "4. {path} で: pulumi stack init prod-{cloud}-foundation {secrets_option}",
    ),
}
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new(
    agency: Annotated[
        str, typer.Argument(help=both("Short name of the agency.", "府省庁・自治体の略称。"), show_default=False)
    ],
    system: Annotated[
        str, typer.Argument(help=both("Short name of the system.", "システムの略称。"), show_default=False)
    ],
    template: Annotated[str, typer.Option(help=both("The template.", "テンプレート。"))] = "web-system",
    cloud: Annotated[
        list[str] | None,
        typer.Option(
            help=both(
                "A cloud it must run on; may be repeated. All of the template's, if left out.",
                "稼働対象のクラウド(複数可)。省略時はテンプレートの全クラウド。",
            )
        ),
    ] = None,
    backend: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help=both(
                "Where Pulumi keeps the state: s3://, azblob:// or gs:// in Japan; file:// for trials.",
                "Pulumiの状態の保管先。国内の s3://、azblob://、gs://。試行用は file://。",
            ),
        ),
    ] = "",
    secrets_provider: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help=both(
                "The key for secrets in the state: awskms://, azurekeyvault://, gcpkms://; passphrase for trials.",
                "状態内の秘密情報の鍵。awskms://、azurekeyvault://、gcpkms://。試行用は passphrase。",
            ),
        ),
    ] = "",
) -> int:
    """Make the folder, whole or not at all, and say what comes next."""
    from govcloud.cli.selection import clouds_of
    from govcloud.cli.starting import Asked
    from govcloud.clouds import state

    for word in (agency, system):
        if not _SLUG.fullmatch(word) or not 2 <= len(word) <= 24:
            raise usage(WORDS["slug"], word=word)
    folder = Path("projects") / agency / system
    if folder.exists() or folder.is_symlink():
        raise usage(WORDS["exists"], path=folder)
    source = _template(template)
    asked = Asked(
        agency=agency,
        system=system,
        template=template,
        clouds=clouds_of(source.system, cloud or ()),
        backend=state.backend(backend or state.TRIAL_BACKEND),
        secrets=state.secrets_provider(secrets_provider or state.TRIAL_SECRETS),
    )
    _make(folder, source, asked)
    _tell(folder, asked)
    return 0


def _tell(folder: Path, asked: Asked) -> None:
    from govcloud.clouds import state

    cloud = asked.clouds[0]
    store, key = state.of_cloud(cloud)
    typer.echo(say(WORDS["made"], path=folder))
    typer.echo(say(WORDS["backend"], url=asked.backend.url, where=_where(asked.backend, "--backend", store)))
    typer.echo(say(WORDS["secrets"], url=asked.secrets.url, where=_where(asked.secrets, "--secrets-provider", key)))
    typer.echo(typer.style(f"\n{say(WORDS['next'])}", bold=True))
    for step in ("fill", "check", "plan", "init"):
        path = folder / "system.yaml" if step == "fill" else folder
        typer.echo(say(WORDS[step], path=path, cloud=cloud, secrets_option=asked.secrets_option))


def _where(kept: Kept, option: str, instead: Form) -> str:
    from govcloud.facts import UNKNOWN

    if kept.is_for_trials:
        return say(WORDS["trial"], option=option, example=instead.example)
    return say(WORDS["unseen"]) if kept.place is UNKNOWN else say(WORDS["japan"], place=kept.place)


def _template(name: str) -> Source:
    from govcloud.clouds import accounts
    from govcloud.errors import did_you_mean
    from govcloud.systems.read import load
    from govcloud.systems.templates import find

    found, known = find(name, Path.cwd())
    if found is None:
        raise usage(WORDS["template"], name=name, hint=did_you_mean(name, known))
    return load(found, accounts())


def _make(folder: Path, source: Source, asked: Asked) -> None:
    """Write everything beside the place and move it there in one step."""
    from govcloud.cli.starting import files

    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{asked.system}."))
    try:
        for name, text in files(folder, source, asked).items():
            (half / name).write_text(text, encoding="utf-8")
        half.chmod(0o755)
        os.rename(half, folder)
    except OSError as error:
        if folder.exists():
            raise usage(WORDS["exists"], path=folder) from error
        raise
    finally:
        shutil.rmtree(half, ignore_errors=True)
