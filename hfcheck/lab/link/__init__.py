"""The VPN line in namespaces: office, its gateway, two carriers that can be cut, the cloud's gateway, the cloud.

space.py     namespaces that end with whoever opened them
carrier.py   a carrier: a program between two network devices that delays, loses, cuts, and counts what it sees
ends.py      what each end declares, and the role's own files rendered for it
answering.py the service in the cloud
line.py      the line as a whole
"""
