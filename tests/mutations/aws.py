"""What can be wrong with a system on AWS, and which control must say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutations import brought_keys
from tests.mutations.aws_steps import (
    _SSE_KEY,
    _TRUST,
    NOT_ROOT,
    _alone,
    allowing,
    container,
    counting,
    fault,
    in_place,
    more,
    opened,
    own_rules,
    parameter,
    without,
)
from tests.mutations.aws_types import (
    ALARM,
    BALANCER,
    BUCKET,
    CLUSTER,
    FILTER,
    GROUP,
    INGRESS,
    KEY,
    LIFECYCLE,
    LISTENER,
    LOCK,
    LOGS,
    MEMBER,
    POLICY,
    PUBLIC,
    REPOSITORY,
    ROLE,
    ROLE_POLICY,
    SCALING,
    SCANNING,
    SCHEDULE,
    SERVICE,
    SSE,
    SUBSCRIPTION,
    TASK,
    TOPIC,
    TRAIL,
    WEB_ACL,
)
from tests.mutations.mutation import DROP, Add, Mutation, Remove, Rewrite, Set

ACCOUNT, OTHER = "111111111111", "222222222222"
TOKYO, SEOUL, VIRGINIA = "ap-northeast-1", "ap-northeast-2", "us-east-1"
THEIRS: Final = f"arn:aws:kms:{TOKYO}:{OTHER}:key/11111111-2222-3333-4444-555555555555"
OURS_OF_AWS: Final = f"arn:aws:kms:{TOKYO}:{ACCOUNT}:alias/aws/rds"
DIGEST: Final = "@sha256:" + "0" * 64

_PLACES: Final = (
    fault("GC-RES-01", "a bucket in Seoul", Set(BUCKET, "region", SEOUL, "files")),
    fault("GC-RES-01", "a key in Seoul", Set(KEY, "region", SEOUL, "key-key")),
    fault("GC-RES-01", "a database in Seoul", Set(CLUSTER, "region", SEOUL)),
    fault("GC-RES-01", "a bucket of somebody's own in Seoul", Add(BUCKET, "mine", {"bucket": "mine", "region": SEOUL})),
    fault("GC-RES-01", "a content network", Add("aws:cloudfront/distribution:Distribution", "cdn", {"enabled": True})),
    fault("GC-RES-01", "a firewall of the edge", Set(WEB_ACL, "scope", "CLOUDFRONT")),
    fault(
        "GC-RES-01", "a public registry", Add("aws:ecrpublic/repository:Repository", "open", {"repositoryName": "o"})
    ),
    fault(
        "GC-RES-02",
        "backups copied to Virginia",
        Set(
            "aws:backup/plan:Plan",
            "rules.0.copyActions.0.destinationVaultArn",
            f"arn:aws:backup:{VIRGINIA}:{ACCOUNT}:backup-vault:copies",
        ),
    ),
    fault(
        "GC-RES-02",
        "a secret copied to Seoul",
        Set("aws:secretsmanager/secret:Secret", "replicas", [{"region": SEOUL}]),
    ),
    fault(
        "GC-RES-02",
        "a snapshot copied to Seoul",
        Add("aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy", "copy", {"destinationRegion": SEOUL}),
    ),
    fault(
        "GC-RES-02",
        "images copied to Seoul",
        Add(
            "aws:ecr/replicationConfiguration:ReplicationConfiguration",
            "copies",
            {"replicationConfiguration": {"rules": [{"destinations": [{"region": SEOUL, "registryId": ACCOUNT}]}]}},
        ),
    ),
)

_ENCRYPTION: Final = (
    fault("GC-ENC-01", "a database that nobody encrypts", Set(CLUSTER, "storageEncrypted", DROP)),
    fault(
        "GC-ENC-01",
        "a plain disk",
        Add("aws:ebs/volume:Volume", "disk", {"availabilityZone": f"{TOKYO}a", "size": 8}),
    ),
    fault("GC-ENC-02", "a database without the key", Set(CLUSTER, "kmsKeyId", DROP)),
    fault("GC-ENC-02", "a database on another account's key", Set(CLUSTER, "kmsKeyId", THEIRS)),
    fault("GC-ENC-02", "a database on AWS's key", Set(CLUSTER, "kmsKeyId", OURS_OF_AWS)),
    fault("GC-ENC-02", "a first user's password without the key", Set(CLUSTER, "masterUserSecretKmsKeyId", DROP)),
    fault("GC-ENC-02", "query samples without the key", Set(MEMBER, "performanceInsightsKmsKeyId", DROP)),
    fault("GC-ENC-02", "a bucket without its rule", Remove(SSE, "files")),
    fault(
        "GC-ENC-02", "a bucket on S3's key", Set(SSE, "rules.0", {"applyServerSideEncryptionByDefault": {}}, "files")
    ),
    fault("GC-ENC-02", "a bucket on another account's key", Set(SSE, _SSE_KEY, THEIRS, "files")),
    fault("GC-ENC-02", "an archive on S3's key", Set(SSE, _SSE_KEY, DROP, "archive-encryption")),
    fault("GC-ENC-02", "a log group without the key", Set(LOGS, "kmsKeyId", DROP, "api-logs")),
    fault("GC-ENC-02", "a topic without the key", Set(TOPIC, "kmsMasterKeyId", DROP, "oncall")),
    fault("GC-ENC-02", "a topic on another account's key", Set(TOPIC, "kmsMasterKeyId", THEIRS, "oncall")),
    fault("GC-ENC-02", "a trail without the key", Set(TRAIL, "kmsKeyId", DROP)),
    fault("GC-ENC-02", "a secret without the key", Set("aws:secretsmanager/secret:Secret", "kmsKeyId", DROP)),
    fault("GC-ENC-02", "a schedule without the key", Set(SCHEDULE, "kmsKeyArn", DROP)),
    fault("GC-ENC-02", "images on ECR's key", Set(REPOSITORY, "encryptionConfigurations", DROP)),
    fault(
        "GC-ENC-02",
        "later images on ECR's key",
        Set(
            "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
            "encryptionConfigurations.0.encryptionType",
            "AES256",
        ),
    ),
    fault(
        "GC-ENC-02",
        "tasks' disks without the key",
        Set("aws:ecs/cluster:Cluster", "configuration.managedStorageConfiguration", DROP, "api"),
    ),
    fault("GC-ENC-02", "site files without the key", Set("aws:s3/filesFileSystem:FilesFileSystem", "kmsKeyId", DROP)),
    fault("GC-ENC-02", "a vault without the key", Set("aws:backup/vault:Vault", "kmsKeyArn", DROP, "osaka")),
    fault("GC-ENC-02", "a key of the wrong region", Set(KEY, "region", "ap-northeast-3", "key-key")),
    fault("GC-ENC-02", "a bucket of somebody's own", Add(BUCKET, "mine", {"bucket": "mine"})),
)

_KEYS: Final = (
    fault("GC-KEY-01", "a key that does not rotate", Set(KEY, "enableKeyRotation", False)),
    fault("GC-KEY-01", "a key whose rotation nobody set", Set(KEY, "enableKeyRotation", DROP)),
    fault("GC-KEY-01", "a key that rotates after three years", Set(KEY, "rotationPeriodInDays", 1095)),
    fault("GC-KEY-02", "a key lost in a week", Set(KEY, "deletionWindowInDays", 7)),
    fault("GC-KEY-02", "a key lost in haste", Rewrite(KEY, "policy", without("SlowDeletionOnly"))),
    fault("GC-KEY-02", "a key on KMS's own policy", Set(KEY, "policy", DROP)),
    fault("GC-KEY-03", "a key for anybody", Rewrite(KEY, "policy", allowing("*", "kms:Decrypt"))),
    fault("GC-KEY-03", "a key for every account", Rewrite(KEY, "policy", allowing({"AWS": ["*"]}, "kms:*"))),
    fault(
        "GC-KEY-03",
        "a policy of a key's own for anybody",
        Add(
            "aws:kms/keyPolicy:KeyPolicy",
            "open",
            {
                "keyId": f"arn:aws:kms:{TOKYO}:{ACCOUNT}:key/any",
                "policy": '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}',
            },
        ),
    ),
)

_EXPOSURE: Final = (
    fault("GC-PUB-01", "a bucket without its block", Remove(PUBLIC, "files")),
    fault("GC-PUB-01", "a bucket with half a block", Set(PUBLIC, "restrictPublicBuckets", False, "files")),
    fault("GC-PUB-01", "a bucket for anybody", Rewrite(POLICY, "policy", allowing({"AWS": "*"}), "files")),
    fault("GC-PUB-01", "an archive for anybody", Rewrite(POLICY, "policy", allowing("*"), "archive-policy")),
    fault("GC-PUB-02", "a public database", Set(MEMBER, "publiclyAccessible", True)),
    fault("GC-PUB-03", "no private paths", Remove("aws:ec2/vpcEndpoint:VpcEndpoint")),
    fault("GC-NET-01", "an open shell", opened(22, 22)),
    fault("GC-NET-01", "an open desktop over IPv6", opened(3389, 3389, "::/0")),
    fault("GC-NET-01", "a database open to half the internet", opened(5432, 5432, "128.0.0.0/1")),
    fault("GC-NET-01", "everything open", opened(-1, -1, protocol="-1")),
    fault(
        "GC-NET-01",
        "a shell open in the group itself",
        Set(
            GROUP,
            "ingress",
            [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}],
            "api-group",
        ),
    ),
    fault("GC-NET-02", "another port open", opened(8080, 8080)),
    fault("GC-NET-02", "a range open", opened(80, 443)),
    fault("GC-NET-02", "an entry wider than its ports", Set(INGRESS, "toPort", 8443, "entry-from-https")),
    fault("GC-NET-03", "tasks with public addresses", Set(SERVICE, "networkConfiguration.assignPublicIp", True)),
    fault(
        "GC-NET-03",
        "a machine with a public address",
        Add("aws:ec2/instance:Instance", "jump", {"ami": "ami-0", "associatePublicIpAddress": True}),
    ),
)

_TRANSIT: Final = (
    fault("GC-TLS-01", "an old TLS", Set(LISTENER, "sslPolicy", "ELBSecurityPolicy-2016-08", "https")),
    fault("GC-TLS-01", "the TLS nobody chose", Set(LISTENER, "sslPolicy", DROP, "https")),
    fault(
        "GC-TLS-02", "a listener that serves plainly", Set(LISTENER, "defaultActions", [{"type": "forward"}], "http")
    ),
    fault("GC-TLS-02", "an entry without TLS", Set(LISTENER, "protocol", "HTTP", "https")),
    fault("GC-TLS-02", "a bucket that takes plain requests", Rewrite(POLICY, "policy", without("TlsOnly"), "files")),
    fault("GC-TLS-02", "a bucket without a policy", Remove(POLICY, "files")),
    fault("GC-TLS-03", "a database that takes plain connections", parameter("rds.force_ssl", "0")),
)

_LOGS: Final = (
    fault("GC-LOG-01", "no trail", Remove(TRAIL)),
    fault("GC-LOG-01", "a trail that is off", Set(TRAIL, "enableLogging", False)),
    fault("GC-LOG-01", "a trail of one region", Set(TRAIL, "isMultiRegionTrail", False)),
    fault(
        "GC-LOG-01",
        "a trail without management events",
        Rewrite(TRAIL, "advancedEventSelectors", lambda selectors: selectors[1:]),
    ),
    fault(
        "GC-LOG-01",
        "a trail of changes only",
        Rewrite(
            TRAIL,
            "advancedEventSelectors",
            in_place(lambda all_: all_[0]["fieldSelectors"].append({"field": "readOnly", "equals": ["false"]})),
        ),
    ),
    fault("GC-LOG-02", "a trail that can be changed", Set(TRAIL, "enableLogFileValidation", DROP)),
    fault("GC-LOG-03", "logs for a month", _alone("api-logs")),
    fault("GC-LOG-03", "a database's log for a month", _alone("records-log")),
    fault("GC-LOG-03", "a firewall's log for a month", _alone("waf-log")),
    fault(
        "GC-LOG-03", "an archive that ends early", Set(LIFECYCLE, "rules.0.expiration.days", 30, "archive-lifecycle")
    ),
    fault("GC-LOG-03", "access logs that end early", Set(LIFECYCLE, "rules.0.expiration.days", 30, "archive-delivery")),
    fault("GC-LOG-04", "no access log of an entry", Set(BALANCER, "accessLogs", DROP)),
    fault("GC-LOG-04", "an access log switched off", Set(BALANCER, "accessLogs.enabled", False)),
    fault(
        "GC-LOG-04",
        "no access log of a bucket",
        Remove("aws:s3/bucketLogging:BucketLogging", "files"),
        Rewrite(TRAIL, "advancedEventSelectors", lambda selectors: selectors[:1]),
    ),
    fault("GC-LOG-06", "a database that records nothing", Set(CLUSTER, "enabledCloudwatchLogsExports", DROP)),
    fault("GC-LOG-06", "a database without its audit", parameter("shared_preload_libraries", "pg_stat_statements")),
    fault("GC-LOG-06", "an audit of nothing", parameter("pgaudit.log", "none")),
    fault("GC-RET-01", "an archive without a lock", Remove(LOCK, "archive")),
    fault(
        "GC-RET-01",
        "an archive that its owner can unlock",
        Set(LOCK, "rule.defaultRetention.mode", "GOVERNANCE", "archive"),
    ),
    fault("GC-RET-01", "an archive locked for a month", Set(LOCK, "rule.defaultRetention.days", 30, "archive")),
)

_RECOVERY: Final = (
    fault("GC-BKP-01", "a day of backups", Set(CLUSTER, "backupRetentionPeriod", 1)),
    fault("GC-BKP-01", "the backups nobody set", Set(CLUSTER, "backupRetentionPeriod", DROP)),
    fault(
        "GC-BKP-01",
        "a bucket that keeps no versions",
        Set("aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration.status", "Suspended", "pages"),
    ),
    fault("GC-AVL-01", "one database instance", Remove(MEMBER, "instance-2")),
    fault("GC-AVL-01", "two database instances in one zone", Set(MEMBER, "availabilityZone", f"{TOKYO}a")),
    fault("GC-AVL-01", "an entry in one zone", Rewrite(BALANCER, "subnets", lambda subnets: subnets[:1])),
    fault("GC-AVL-01", "one copy of a service", Set(SCALING, "minCapacity", 1, "api")),
    fault(
        "GC-AVL-01",
        "a service in one zone",
        Rewrite(SERVICE, "networkConfiguration.subnets", lambda subnets: subnets[:1], "api"),
    ),
    fault("GC-DEL-01", "a database deleted by mistake", Set(CLUSTER, "deletionProtection", DROP)),
    fault("GC-DEL-01", "a bucket emptied by mistake", Set(BUCKET, "forceDestroy", True, "files")),
)

_IDENTITY: Final = (
    fault(
        "GC-IAM-01",
        "an administrator",
        Add(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "admin",
            {"role": "api", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        ),
    ),
    fault(
        "GC-IAM-01",
        "a service that may do everything",
        Rewrite(ROLE_POLICY, "policy", more({"Effect": "Allow", "Action": "*", "Resource": "*"}), "api-task"),
    ),
    fault(
        "GC-IAM-01",
        "a service that may do everything but IAM",
        Rewrite(ROLE_POLICY, "policy", more({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), "api-task"),
    ),
    fault("GC-IAM-02", "an access key", Add("aws:iam/accessKey:AccessKey", "pipeline", {"user": "pipeline"})),
    fault("GC-IAM-02", "a first user with a password", Set(CLUSTER, "masterPassword", "hunter2hunter2")),
    fault(
        "GC-IAM-05",
        "a service that runs as what starts it",
        Set(TASK, "taskRoleArn", f"arn:aws:iam::{ACCOUNT}:role/ecsTaskExecutionRole", "api"),
        Set(TASK, "executionRoleArn", f"arn:aws:iam::{ACCOUNT}:role/ecsTaskExecutionRole", "api"),
    ),
    fault(
        "GC-IAM-06",
        "a role for another account",
        Rewrite(ROLE, "assumeRolePolicy", more({**_TRUST, "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}}), "task"),
    ),
    fault(
        "GC-IAM-06", "a role for anybody", Rewrite(ROLE, "assumeRolePolicy", more({**_TRUST, "Principal": "*"}), "task")
    ),
    fault(
        "GC-IAM-06",
        "a topic for another account",
        Rewrite("aws:sns/topicPolicy:TopicPolicy", "policy", allowing({"AWS": OTHER}, "sns:Publish"), "oncall"),
    ),
)

_RUNNING: Final = (
    fault("GC-SEC-01", "a password in a setting", container(environment=[{"name": "DB_PASSWORD", "value": "hunter2"}])),
    fault("GC-SEC-02", "a secret nobody renews", Remove(SCHEDULE)),
    fault("GC-SEC-02", "a renewal that is off", Set(SCHEDULE, "state", "DISABLED")),
    fault("GC-SEC-02", "a renewal nobody hears of", Remove(SUBSCRIPTION, "reminders")),
    fault("GC-CTR-01", "a privileged container", container(privileged=True)),
    fault(
        "GC-CTR-01",
        "a container with capabilities",
        container(linuxParameters={"capabilities": {"add": ["SYS_ADMIN"]}}),
    ),
    fault("GC-CTR-04", "an image by tag", container(image=f"{ACCOUNT}.dkr.ecr.{TOKYO}.amazonaws.com/api:latest")),
    fault("GC-CTR-04", "a stranger's image", container(image=f"public.ecr.aws/nginx{DIGEST}")),
    fault(
        "GC-CTR-04", "another account's image", container(image=f"{OTHER}.dkr.ecr.{TOKYO}.amazonaws.com/api{DIGEST}")
    ),
    fault(
        "GC-VUL-01",
        "images nobody searches",
        Remove(SCANNING),
        Set(REPOSITORY, "imageScanningConfiguration", DROP),
    ),
    fault(
        "GC-VUL-01",
        "a search of other images only",
        Set(SCANNING, "rules.0.repositoryFilters.0.filter", "other/*"),
        Set(REPOSITORY, "imageScanningConfiguration.scanOnPush", False),
    ),
    fault("GC-VUL-02", "a version out of support", Set(CLUSTER, "engineVersion", "11.9")),
    fault("GC-VUL-02", "no minor versions", Set(MEMBER, "autoMinorVersionUpgrade", False)),
)

_WATCHING: Final = (
    fault("GC-WAF-01", "no firewall", Remove("aws:wafv2/webAclAssociation:WebAclAssociation")),
    fault("GC-WAF-01", "a firewall that counts", Rewrite(WEB_ACL, "rules", counting)),
    fault("GC-WAF-01", "a firewall without managed rules", Rewrite(WEB_ACL, "rules", own_rules)),
    fault("GC-MON-01", "alarms nobody hears", Remove(SUBSCRIPTION, "oncall")),
    fault("GC-MON-01", "alarms without an action", Set(ALARM, "alarmActions", DROP)),
    fault("GC-MON-01", "alarms that wait for a thousand", Set(ALARM, "threshold", 1000)),
    fault("GC-MON-01", "alarms on everybody but root", Set(FILTER, "pattern", NOT_ROOT, "root-use")),
    fault("GC-MON-01", "alarms that are off", Set(ALARM, "actionsEnabled", False)),
    fault("GC-MON-01", "alarms on a log nobody writes", Set(TRAIL, "cloudWatchLogsGroupArn", DROP)),
    fault("GC-MON-01", "no alarm on the trail", Remove(ALARM, "audit-change")),
    fault("GC-MON-01", "no alarm on root", Remove(FILTER, "root-use")),
    fault("GC-LED-01", "an unknown type", Add("aws:new/thing:Thing", "new", {})),
)

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *_PLACES,
    *_ENCRYPTION,
    *_KEYS,
    *_EXPOSURE,
    *_TRANSIT,
    *_LOGS,
    *_RECOVERY,
    *_IDENTITY,
    *_RUNNING,
    *_WATCHING,
    *brought_keys.AWS,
)

CANNOT: Final[Mapping[str, str]] = {
    "GC-ENC-03": (
        "KMS keeps the material of all its keys in validated hardware, and keys of a custom store count as brought:"
        " there is no weaker kind to choose"
    ),
    "GC-GOV-04": "who answers for a system stands in its file, not among its resources",
}
"""Controls that no resource of AWS can break, and why."""
