import govcloud

govcloud.run("system.yaml")
