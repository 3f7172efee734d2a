#!/bin/sh
# debian_cis.sh DIRECTORY: every check of a copy of ovh/debian-cis that lies there, in one line each.
set -eu
base=$1
# What auditd does when it starts, and does not do in a container: put the files of rules together.
augenrules >/dev/null
{
  sed '/^CIS_/d' "$base/debian/default"
  printf 'CIS_LIB_DIR=%s\n' "$base/lib"
  printf 'CIS_CHECKS_DIR=%s\n' "$base/bin/hardening"
  printf 'CIS_CONF_DIR=%s\n' "$base/etc"
  printf 'CIS_TMP_DIR=%s\n' "$base/tmp"
  printf 'CIS_VERSIONS_DIR=%s\n' "$base/versions"
} >/etc/default/cis-hardening
exec bash "$base/bin/hardening.sh" --audit-all --batch --allow-unsupported-distribution --set-log-level info
