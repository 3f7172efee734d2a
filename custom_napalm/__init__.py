"""Drivers that NAPALM finds by name: napalm.get_network_driver("huawei_vrp")."""
