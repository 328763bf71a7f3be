"""The BYOK ceremony: make, wrap, import, verify, renew and destroy keys, with a signed record, without material ever
leaving its owner's hands in clear.

This page loads nothing. `plan` and `runbook` need no extra; sources, wrapping and records need `keys`; the imports need
`keys-aws`, `keys-azure` or `keys-gcp`.

- What is needed: `plan`, `runbook`.
- Where material is: `sources` (what every source can do), `token` (a PKCS#11 token, by `pkcs11` and `padding`),
  `sealed_file` (for trials, by `sealing`); `material` is what a sealed file opens to.
- How it travels: `choosing`, `wrapping`, `wrapping_key`, `envelope`; what a cloud takes stands in
  `clouds/<x>/wrapping.py`, how it is sent in `clouds/<x>/key_import.py`.
- What is done: `ceremony`, `importing`; what is written down: `step`, `record`, `signing`; what falls due: `status`.

What has been run, and what has not. Blobs of every method open in OpenSSL's command line, and its blobs here. NSS's
softoken brings and takes keys by every method; SoftHSM2 by those with SHA-1, and as a source AES keys only. The import
into AWS KMS ran over HTTP against MiniStack, which opens the blob; its rotation on demand is only compared with boto3's
model. Azure Key Vault and Cloud KMS: the requests of their SDKs are compared with the published models and answered by
stand-ins of our own. None of the three was run against the service itself, nor any token against a certified HSM.
"""
