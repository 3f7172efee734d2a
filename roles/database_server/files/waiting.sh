# Prints the settings of PostgreSQL that wait for a restart, one a line; it only asks.
cd / || exit 1
for socket in /run/postgresql/.s.PGSQL.*; do
  [ -S "$socket" ] || continue
  PGOPTIONS='-c default_transaction_read_only=on -c search_path=pg_catalog' PGCONNECT_TIMEOUT=5 runuser -u postgres -- \
    psql -XAtqw -d postgres -h /run/postgresql -p "${socket##*.}" -c 'SELECT name FROM pg_settings WHERE pending_restart' ||
    exit 1
done
