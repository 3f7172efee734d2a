"""Huawei VRP (VRP5 and VRP8: S, CE, AR, NE, USG): one file a command."""
