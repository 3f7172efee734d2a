export LC_ALL=C
find /etc /var/spool/cron /usr/share/pam-configs /var/lib/pam /usr/local/sbin ! -type f -printf 'file %p %y %m %u:%g %l\n'
find /etc /var/spool/cron /usr/share/pam-configs /var/lib/pam /usr/local/sbin -type f -printf 'file %p %m %u:%g ' -exec sh -c 'sha256sum <"$1"' - {} \;
find /usr/bin /usr/sbin /usr/lib /usr/libexec /boot /root -maxdepth 4 \( -name __pycache__ -o -name .ansible \) -prune -o -printf 'mode %p %y %m %u:%g\n' 2>/dev/null
find /home -maxdepth 1 -printf 'mode %p %y %m %u:%g\n'
dpkg-query -W -f 'package ${binary:Package} ${Version} ${db:Status-Status}\n'
systemctl list-unit-files --no-legend --no-pager | awk '$2 != "transient" {print "unit-file", $1, $2}'
systemctl list-units --no-legend --plain --no-pager --state=active --type=service,socket,timer,path | awk '$1 !~ /^(user|session|run-)/ {print "active", $1}'
sysctl -a -r '^net\.(ipv4|ipv6|core)\.' 2>/dev/null | grep -v stable_secret | sed 's/^/sysctl /'
command -v nft >/dev/null && nft list ruleset | sed '/expires/d; s/counter packets [0-9]* bytes [0-9]*/counter/; s/^/nft /'
findmnt -rn -o TARGET,OPTIONS | grep -v '^/run\|^/proc\|^/sys' | sed 's/^/mount /'
