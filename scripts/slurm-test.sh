#!/usr/bin/env bash
# A Slurm of this machine alone, for tests: `slurm-test.sh start` prints the SLURM_CONF to use, `slurm-test.sh stop` ends it.
# Needs root and Debian's slurm-wlm and munge; everything it writes is below $SLURM_TEST_DIR.
set -euo pipefail
dir=${SLURM_TEST_DIR:-/tmp/slurm-test}
export SLURM_CONF=$dir/slurm.conf

# All at once, as each takes seconds to end by itself; there is nothing in it that is worth waiting for longer.
stop() {
  local pids
  pids=$(cat "$dir"/{slurmd,slurmctld,munged}.pid 2> /dev/null || true)
  if [ -n "$pids" ]; then
    kill $pids 2> /dev/null || true
    for _ in $(seq 30); do kill -0 $pids 2> /dev/null || break; sleep 0.1; done
    kill -9 $pids 2> /dev/null || true
  fi
  rm -rf "$dir"
}

start() {
  [ ! -e "$dir" ] || stop
  mkdir -p "$dir"/{state,spool,munge}
  chmod 755 "$dir" "$dir"/*
  head -c 1024 /dev/urandom > "$dir/munge/key"
  chmod 400 "$dir/munge/key"
  local host port
  host=$(hostname -s)
  # Two of these may run on one machine, each for a clone of its own; below what the system gives to clients.
  port=$((16000 + 2 * (RANDOM % 8000)))
  cat > "$SLURM_CONF" << CONF
ClusterName=test
SlurmctldHost=$host(localhost)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=6
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
JobRequeue=1
KillWait=2
MinJobAge=300
ReturnToService=2
NodeName=$host NodeAddr=localhost CPUs=$(nproc) RealMemory=$(($(awk "/MemTotal/ { print \$2 }" /proc/meminfo) / 1024)) State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  munged --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munged.pid" \
    --log-file="$dir/munge/log" --seed-file="$dir/munge/seed" --force > "$dir/munge/start.log" 2>&1
  slurmctld -c > "$dir/slurmctld.start" 2>&1
  slurmd > "$dir/slurmd.start" 2>&1
  for _ in $(seq 100); do
    if sinfo --noheader --format=%t 2> /dev/null | grep -q idle; then
      echo "$SLURM_CONF"
      return
    fi
    sleep 0.2
  done
  tail -n 5 "$dir"/*.start "$dir"/*.log >&2
  exit 1
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *) echo 'usage: slurm-test.sh start | stop' >&2; exit 2 ;;
esac
