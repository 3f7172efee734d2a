"""How IOS names the algorithms of SSH."""

from __future__ import annotations

# → OpenSSH's names.
CIPHERS = {
    **{f"aes{bits}-{mode}": f"aes{bits}-{mode}" for mode in ("ctr", "cbc") for bits in (128, 192, 256)},
    **{f"aes{bits}-gcm": f"aes{bits}-gcm@openssh.com" for bits in (128, 256)},
    "3des-cbc": "3des-cbc",
}
MACS = {
    **{name: name for name in ("hmac-sha1", "hmac-sha1-96", "hmac-sha2-256", "hmac-sha2-512")},
    **{f"hmac-sha2-{bits}-etm": f"hmac-sha2-{bits}-etm@openssh.com" for bits in (256, 512)},
}
EXCHANGES = {
    name: name
    for name in (
        "diffie-hellman-group1-sha1",
        "diffie-hellman-group14-sha1",
        "diffie-hellman-group14-sha256",
        "diffie-hellman-group16-sha512",
        *(f"ecdh-sha2-nistp{bits}" for bits in (256, 384, 521)),
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
    )
}
