# Sourced by the scenarios; tests/vm/run sets the variables.
# shellcheck shell=bash
set -euo pipefail

# Longest wait for anything that the guest does: it is emulated, and the host may be busy.
readonly patience=${VM_PATIENCE:-400}

vm() { "${EKSPRESI_VM_DIR:?}/vm" "$@"; }

# guest COMMAND: runs in the guest with the functions of guest/kiosk.sh.
guest() { vm run ". /usr/local/lib/kiosk.sh; $*"; }

say() { printf '  %s\n' "$*" >&2; }

# seconds MS: with one decimal.
seconds() { awk -v ms="$1" 'BEGIN { printf "%.1f", ms / 1000 }'; }

# report FAULT SECONDS LOST: a row of the table; a scenario that ends before it did not survive.
report() { printf '%s\t%s\t%s\t%s\n' "$1" yes "$2" "$3" >>"${RESULTS:?}"; }

fail() { say "$*"; exit 1; }

# The kiosk stores rows again before the next fault.
healthy() {
  guest "row_id_after \$(newest_row_id) $patience >/dev/null && source_is running && store_is ok" ||
    fail 'the kiosk does not work before the fault'
}
