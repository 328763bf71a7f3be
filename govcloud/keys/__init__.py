"""The BYOK ceremony: make, wrap, import, verify, renew and destroy keys, with a signed record, without material ever
leaving its owner's hands in clear.

This page loads nothing. `plan` and the runbooks need no extra; sealed files, wrapping and records need `keys`; the
imports need `keys-aws`, `keys-azure` or `keys-gcp`. A PKCS#11 token needs `keys-token`: PyKCS11 is GPL-2.0-or-later,
so it is in no other extra and never shipped with this library, whose own licence is Apache-2.0. python-pkcs11 (MIT)
cannot stand in: it passes NSS no parameters, and gives an unwrapped RSA key attributes that SoftHSM2 refuses.

- What is needed: `plan`, `runbook`, and `later` for what follows a first ceremony; `versions` names renewals.
- Where material is: `sources` (what every source can do), `token` (a PKCS#11 token, by `pkcs11` and `padding`),
  `sealed_file` (for trials, by `sealing` and `locks`: a passphrase or, by `age` and `bech32`, age recipients);
  `material` is what a sealed file opens to.
- How it travels: `choosing`, `wrapping`, `wrapping_key`, `envelope`, and in `parcel` from one machine to another; what
  a cloud takes stands in `clouds/<x>/wrapping.py`, how it is sent in `clouds/<x>/key_import.py`.
- What is done: `ceremony`, `importing`; what is written down: `step`, `record` on `paper`, `signing`;
  what falls due: `status`.
- The command line on it: `govcloud/cli/keys.py`.

What has been run, and what has not. Blobs of every method open in OpenSSL's command line, and its blobs here. NSS's
softoken brings and takes keys by every method; SoftHSM2 by those with SHA-1, and as a source AES keys only. The import
into AWS KMS ran over HTTP against MiniStack, which opens the blob; its rotation on demand is only compared with boto3's
model. Azure Key Vault and Cloud KMS: the requests of their SDKs are compared with the published models and answered by
stand-ins of our own. None of the three was run against the service itself, nor any token against a certified HSM.
"""
