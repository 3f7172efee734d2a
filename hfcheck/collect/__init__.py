"""Collect: bring raw outputs home, without believing them yet."""
