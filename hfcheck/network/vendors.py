"""Who made a device, for makers that mostly build routers and access points for homes.

A maker is a hint: the same companies make network cards. The prefixes are assignments that the IEEE registration
authority publishes (MA-L, as of May 2024), of these makers only; whoever builds switches and servers is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

# Maker → the first three bytes of its hardware addresses.
PREFIXES: Mapping[str, str] = {
    "TP-Link": """
        000aeb 001478 0019e0 001d0f 002127 0023cd 002586 002719 003192 005f67 04f9f8 081f71 085700 0c4b54 0c722c
        0c8063 0c8268 1027f5 10feed 147590 148692 14cc20 14cf92 14d864 14e6e4 14ebb6 18a6f7 18d6c7 18f22c 1c3bf3
        1c4419 1c61b4 1cfa68 202351 203626 206be7 20dce6 242fd0 245a5f 246968 282cb2 2887ba 28ee52 30b49e 30b5c2
        30de4b 30fc68 3460f9 349672 34e894 34f716 388345 3c06a7 3c46d8 3c52a1 3c6a48 3c846a 40169f 403f8c 40ae30
        40ed00 44b32d 480eec 482254 485f08 487d2e 4c10d5 503eaa 5091e3 50bd5f 50c7bf 50d4f7 50fa84 547595 54a703
        54af97 54c80f 54e6fc 584120 5c628b 5c63bf 5c899a 5ca6e6 5ce931 60292b 6032b1 603a7c 60a4b7 60e327 645601
        6466b3 646e97 647002 687724 687ff0 68ddb7 68ff7b 6c5ab0 6cb158 6ce873 704f57 7405a5 743989 74da88 74ea3a
        74fece 7844fd 78605b 788cb5 78a106 7c8bca 7cb59b 7cc2c6 808917 808f1d 80ae54 80ea07 8416f9 84d81b 882593
        8c210a 8ca6df 909a4a 90ae1b 90f652 940c6d 94d9b3 98254a 984827 9897cc 98dac4 98ded0 9c216a 9c5322 9ca2f4
        9ca615 a0f3c1 a41a3a a42bb0 a8154d a842a1 a8574e ac15a2 ac84c6 b0487a b04e26 b09575 b0958e b0a7b9 b0be76
        b4b024 b8f883 bc4699 bcd177 c006c3 c025e9 c04a00 c06118 c0c9e3 c0e42d c46e1f c47154 c4e984 cc08fb cc32e5
        cc3429 cc68b6 d03745 d076e7 d0c7c0 d4016d d46e0e d807b6 d80d17 d8150d d84489 d84732 d85d4c dc0077 dcfe18
        e005c5 e4c32a e4d332 e4fac4 e848b8 e894f6 e8de27 ec086b ec172f ec26ca ec6073 ec888f f0a731 f0f336 f42a7d
        f46d2f f483cd f4848d f4ec38 f4f26d f81a67 f86fb0 f88c21 f8d111 fcd733
    """,
    "Tenda": """
        0495e6 0840f3 500ff5 502b73 58d9d5 b0dfc1 b40f3b b83a08 c83a35 cc2d21 d83214 e865d4
    """,
    "Mercury": """
        004bf3 005cc2 00ebd8 044ba5 10634b 1c60de 24698e 30169d 386b1c 44f971 488ad2 4c7766 4cb7e0 503aa0 508965
        5cde34 640dce 6c5940 8cf228 90769f bc54fc bc5ff6 c0252f c0a5dd c8e7d8 d02516 d48409 e4f3f5 f4ee14
    """,
    "Fast": """
        005a39 005c86 0cd86c 180eac 38019f 44975a 60ee5c 704e66 745427 74c330 78eb14 8c78d7 9c7f81 d455be d48304
        dcb347 f46a92
    """,
    "D-Link": """
        00055d 000d88 000f3d 001195 001346 0015e9 00179a 00195b 001b11 001cf0 001e58 002191 0022b0 002401 00265a
        0050ba 0080c8 00ad24 04bad6 085a11 0c0e76 0cb6d2 1062eb 10bef5 14d64d 180f76 1c5f2b 1c7ee5 1caff7 1cbdb9
        28107b 283b82 340804 340a33 3c1e04 3c3332 4086cb 409bcd 48ee0c 54b80a 58d56e 5cd998 60634c 642943 6c198f
        6c7220 7062b8 74dada 78321b 78542e 7898e8 802689 84c9b2 908d78 9094e4 9cd643 a09f7a a0a3f0 a0ab1b a42a95
        a8637d acf1df b0c554 b437d8 b8a386 bc0f9a bc2228 bcf685 c0a0bb c412f5 c4a81d c4e90a c8787d c8be19 c8d3a3
        ccb255 d8fee3 dceae7 e01cfc e46f13 e8cc18 ec2280 ecade0 f07d68 f0b4d2 f48ceb f8e903 fc7516
    """,
    "Netgear": """
        00095b 000fb5 00146c 00184d 001b2f 001e2a 001f33 00223f 0024b2 0026f2 008ef2 04a151 08028e 0836c9 08bd43
        100c6b 100d7f 10da43 1459c0 200cc8 204e7f 20e52a 288088 289401 28c68e 2c3033 2cb05d 30469a 3498b5 3894ed
        3c3786 405d82 4494fc 44a56e 4c60de 504a6e 506a03 54077d 6cb0ce 6ccdd6 744401 78d294 803773 80cc9c 841b5e
        8c3bad 941865 94a67e 9c3dcf 9cc9eb 9cd36d a00460 a021b7 a040a0 a06391 a42b8c b03956 b07fb9 b0b98a bca511
        c03f0e c0ffd4 c40415 c43dc7 c89e43 cc40d0 dcef09 e0469a e046ee e091f5 e4f4c6 e8fcaf f87394
    """,
    "Linksys": """
        00045a 000625 000c41 000e08 000f66 001217 001310 0014bf 0016b6 001839 0018f8 001a70 001c10 001d7e 001ee5
        002129 00226b 002369 00259c 20aa4b 48f8b3 586d8f 687f74 98fc11 c0c1c0 c8b373 c8d719
    """,
    "Buffalo": """
        000740 000d0b 001601 001d73 0024a5 002bf5 004026 00e5f1 106f3f 18c2bf 18ece7 343dc4 4ce676 50c4dd 58278c
        6084bd 68e1dc 7403bd 84afec 84e8cb 8857ee 9096f3 b0c745 c436c0 c43cea cce1d5 d42c46 dcfb02 f0f84a
    """,
    "Belkin": """
        001150 00173f 001cdf 002275 0030bd 08863b 149182 24f5a2 302303 58ef68 6038e0 80691a 94103e 944452 b4750e
        c05627 c4411e d8ec5e e89f80 ec1a59
    """,
    "Xiaomi": """
        047a0b 04cf8c 1c2ab0 1c8bef 2072a9 286c07 34ce00 3c2ca6 3cbd3e 40313c 447147 50642b 68b8bb 6c0dc4 7811dc
        785333 7c49eb 8c5af8 c82832 d45eec e0b655 e44519 e4db6d ec4118 ecfa5c
    """,
    "Phicomm": "2c15e1 2cb21a 68db54 747d24 98bb99 cc81da d8c8e9 fc7c02",
    "Totolink": "000ee8 144d67 1c568e 40ee15 5c925e 784476 8468c8 b85510 f42853",
    "Qihoo 360": "64e172 d0fa1d dc84e9",
    "HiWiFi": "d4ee07",
    "GL.iNet": "9483c4",
    "Cudy": "80afca",
    "Edimax": "0000b4 000e2e 001f1f 0050fc 08beac 74da38 801f02",
}
MAKERS: Mapping[str, str] = {prefix: maker for maker, listed in PREFIXES.items() for prefix in listed.split()}


def home_maker(mac: str) -> str | None:
    """The maker of a hardware address (aa:bb:cc:dd:ee:ff), if it is known to build for homes."""
    return MAKERS.get(mac[:8].replace(":", "").lower())


def made_up(mac: str) -> bool:
    """Whether an address is locally administered: a phone's random one, or a virtual machine's."""
    return bool(int(mac[:2], 16) & 2)
