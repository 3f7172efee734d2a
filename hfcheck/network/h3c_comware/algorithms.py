"""How Comware names the algorithms of SSH."""

from __future__ import annotations

# → OpenSSH's names.
CIPHERS = {
    **{f"aes{bits}-{mode}": f"aes{bits}-{mode}" for mode in ("ctr", "cbc") for bits in (128, 192, 256)},
    **{f"aes{bits}-gcm": f"aes{bits}-gcm@openssh.com" for bits in (128, 256)},
    **{name: name for name in ("3des-cbc", "des-cbc")},
}
MACS = {name: f"hmac-{name}" for name in ("sha2-256", "sha2-512", "sha1", "sha1-96", "md5", "md5-96")}
EXCHANGES = {
    **{f"dh-{name}": f"diffie-hellman-{name}" for name in ("group1-sha1", "group14-sha1", "group-exchange-sha1")},
    **{f"ecdh-sha2-nistp{bits}": f"ecdh-sha2-nistp{bits}" for bits in (256, 384, 521)},
}
