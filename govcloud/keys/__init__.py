"""The BYOK ceremony: make, wrap, import, verify, rotate, with a signed record, without a key ever leaving its owner's
hands in clear. Needs the extra `keys`; this page itself loads nothing."""
