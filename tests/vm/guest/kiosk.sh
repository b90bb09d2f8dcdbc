# Sourced by every command that a scenario runs in the guest.
# shellcheck shell=bash
db=/var/lib/ekspresi/ekspresi.db

now_ms() { date +%s%3N; }

# Opened for reading only: the last one to close a writable connection would fold the log away.
sql() { sqlite3 -readonly -cmd '.timeout 5000' "$db" "$1"; }

rows() { sql 'SELECT count(*) FROM observations'; }
last_row_ms() { sql 'SELECT max(at_ms) FROM observations'; }
main_pid() { systemctl show -P MainPID ekspresi; }
restarts() { systemctl show -P NRestarts ekspresi; }
health() { curl -fsS --max-time 20 http://127.0.0.1:8080/healthz; }
page_names() { curl -s --max-time 20 http://127.0.0.1:8080/ | grep -q "$1"; }
# Names of the processes that live in the service, without the passing calls to systemd.
service_processes() {
  local pid group
  group=$(find /sys/fs/cgroup -path '*/system.slice/ekspresi.service/cgroup.procs' | head -1)
  while read -r pid; do cat "/proc/$pid/comm" 2>/dev/null || true; done <"$group" | grep -vx systemd-notify | sort
}
ffmpeg_pids() { pgrep -x -u ekspresi ffmpeg; }

# Whether the plugged-in camera is kept awake by the udev rule; a stream always is.
camera_is_awake() {
  local node
  ! grep -q '^source: http' /etc/ekspresi/ekspresi.yaml || return 0
  node=$(readlink -f /sys/class/video4linux/video0/device) && [[ $(cat "$node/../power/control") == on ]]
}

# wait_for SECONDS COMMAND...: until the command succeeds; prints the seconds that it took.
wait_for() {
  local seconds=$1 from=$SECONDS
  shift
  until "$@" >/dev/null 2>&1; do
    (( SECONDS - from < seconds )) || { echo "not within $seconds s: $*" >&2; return 1; }
    sleep 0.5
  done
  echo $((SECONDS - from))
}

# row_after MS SECONDS: waits for an observation newer than MS; prints how much newer it is, in ms.
row_after() {
  local first from=$SECONDS
  while (( SECONDS - from < $2 )); do
    first=$(sql "SELECT min(at_ms) FROM observations WHERE at_ms > $1" 2>/dev/null) || first=''
    [[ -z $first ]] || { echo $((first - $1)); return; }
    sleep 0.5
  done
  echo "no row within $2 s" >&2
  journalctl -u ekspresi -n 20 --no-pager -o cat >&2
  return 1
}

# row_id_after ID SECONDS: the same by row number, whatever the clock does; prints the seconds.
row_id_after() { wait_for "$2" has_row_after "$1"; }
has_row_after() { [[ $(newest_row_id) -gt $1 ]]; }
newest_row_id() { sql 'SELECT coalesce(max(id), 0) FROM observations'; }

source_is() { health | grep -q "\"source\":{\"kind\":\"[a-z]*\",\"state\":\"$1\""; }
store_is() { health | grep -q "\"store\":{\"state\":\"$1\""; }
event_since() { [[ $(sql "SELECT count(*) FROM events WHERE kind = '$1' AND at_ms >= $2") -gt 0 ]]; }
