"""Simulated network devices: SSH servers that behave as switches, routers and firewalls do, faults included.

`python -m hfcheck.lab.devices SCENE.yml --directory DIR` runs a scene (scene.py); `serve` and `running` do so in a
test. A platform is a package here (platform.py says what it holds).
"""

from __future__ import annotations

from hfcheck.lab.devices.scene import Scene, Spec, read_scene, scene
from hfcheck.lab.devices.server import Lab, running, serve

__all__ = ["Lab", "Scene", "Spec", "read_scene", "running", "scene", "serve"]
