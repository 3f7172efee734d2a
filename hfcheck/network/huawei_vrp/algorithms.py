"""How VRP names the algorithms of SSH."""

from __future__ import annotations

# → OpenSSH's names.
CIPHERS = {
    **{f"aes{bits}_{mode}": f"aes{bits}-{mode}" for mode in ("ctr", "cbc") for bits in (128, 192, 256)},
    **{f"aes{bits}_gcm": f"aes{bits}-gcm@openssh.com" for bits in (128, 256)},
    **{name: name.replace("_", "-") for name in ("3des_cbc", "des_cbc", "blowfish_cbc", "arcfour128", "arcfour256")},
}
MACS = {
    "sha2_256": "hmac-sha2-256",
    "sha2_512": "hmac-sha2-512",
    "sha2_256_96": "hmac-sha2-256-96",
    "sha1": "hmac-sha1",
    "sha1_96": "hmac-sha1-96",
    "md5": "hmac-md5",
    "md5_96": "hmac-md5-96",
}
EXCHANGES = {
    **{f"dh_group{name}": f"diffie-hellman-group{name.replace('_', '-')}" for name in ("1_sha1", "14_sha1")},
    **{f"dh_group_exchange_{name}": f"diffie-hellman-group-exchange-{name}" for name in ("sha1", "sha256")},
    **{f"dh_group{bits}_sha512": f"diffie-hellman-group{bits}-sha512" for bits in (15, 16, 18)},
    "dh_group14_sha256": "diffie-hellman-group14-sha256",
    **{f"ecdh_sha2_nistp{bits}": f"ecdh-sha2-nistp{bits}" for bits in (256, 384, 521)},
    "curve25519_sha256": "curve25519-sha256",
}
