#!/usr/bin/env bash
# Makes a fresh Amazon Linux 2023 (arm64) run paxline: home on its own volume, program, units. May be run again.
# ROOT=DIR writes the files below DIR and touches nothing else, so that they can be looked at.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
code=$(cd "$here/../.." && pwd)
root=${ROOT:-}
home=/var/lib/paxline
label=paxline-home

place() { install -D -m "$1" "$here/$2" "$root$3"; }

files() {
    place 0644 paxline.service /etc/systemd/system/paxline.service
    place 0644 paxline-backup.service /etc/systemd/system/paxline-backup.service
    place 0644 paxline-backup.timer /etc/systemd/system/paxline-backup.timer
    place 0644 paxline-measure.service /etc/systemd/system/paxline-measure.service
    place 0644 paxline-measure.timer /etc/systemd/system/paxline-measure.timer
    place 0644 paxline-obey.service /etc/systemd/system/paxline-obey.service
    place 0644 paxline-obey.timer /etc/systemd/system/paxline-obey.timer
    place 0755 fetch.sh /usr/local/lib/paxline/fetch.sh
    place 0644 agent.json /opt/aws/amazon-cloudwatch-agent/etc/paxline.json
    place 0644 logrotate /etc/logrotate.d/paxline
    install -d -m 0755 "$root/usr/local/bin"
    cat >"$root/usr/local/bin/paxline" <<'LAUNCH'
#!/bin/sh
exec /opt/paxline/venv/bin/python -m paxline "$@"
LAUNCH
    chmod 0755 "$root/usr/local/bin/paxline"
}

# The volume may still be with the machine that this one replaces, until that one is gone.
take_volume() {
    local token machine serial device
    token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
    machine=$(curl -fsS -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)
    serial=${PAXLINE_AWS_VOLUME//-/}
    device=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$serial
    for _ in $(seq 120); do
        [ -e "$device" ] && break
        aws ec2 attach-volume --volume-id "$PAXLINE_AWS_VOLUME" --instance-id "$machine" --device /dev/sdf >/dev/null 2>&1 || true
        sleep 15
    done
    [ -e "$device" ] || { echo "the volume $PAXLINE_AWS_VOLUME did not come" >&2; exit 1; }
    [ -n "$(blkid -o value -s TYPE "$device")" ] || mkfs.xfs -q -L "$label" "$device"
    grep -q "LABEL=$label" /etc/fstab || echo "LABEL=$label $home xfs defaults,nofail,nodev,nosuid,noexec 0 2" >>/etc/fstab
    install -d "$home"
    systemctl daemon-reload
    mountpoint -q "$home" || mount "$home"
}

program() {
    dnf install -y -q python3.11 python3.11-pip amazon-cloudwatch-agent logrotate
    [ -x /opt/paxline/venv/bin/python ] || python3.11 -m venv /opt/paxline/venv
    /opt/paxline/venv/bin/pip install -q --require-hashes --only-binary :all: -r "$code/requirements-hosted.lock"
    echo "$code/src" >/opt/paxline/venv/lib/python3.11/site-packages/paxline.pth
}

swap() {
    [ -e /swap ] && return
    fallocate -l 1G /swap && chmod 0600 /swap && mkswap -q /swap
    echo '/swap none swap defaults 0 0' >>/etc/fstab
    swapon -a
}

own() {
    id paxline >/dev/null 2>&1 || useradd --system --home-dir "$home" --shell /usr/sbin/nologin paxline
    install -d -o paxline -g paxline -m 0700 "$home" /var/log/paxline
    chown paxline:paxline "$home"
}

# A volume without a database is a new one: the newest copy comes back, where there is any.
bring_back() {
    compgen -G "$home/*.sqlite" >/dev/null && return
    set -a
    # shellcheck disable=SC1091  # written by the machine's first start
    . /etc/paxline/machine.env
    set +a
    if runuser -u paxline -- /usr/local/bin/paxline aws restore newest --if-any --home "$home"; then return; fi
    echo "the newest copy could not be brought back; paxline is not started" >&2
    exit 1
}

files
[ -z "$root" ] || exit 0
set -a
# shellcheck disable=SC1091  # written by the machine's first start
. /etc/paxline/machine.env
set +a
swap
take_volume
program
own
bring_back
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \
    -c file:/opt/aws/amazon-cloudwatch-agent/etc/paxline.json
systemctl daemon-reload
systemctl enable --now paxline.service paxline-backup.timer paxline-measure.timer paxline-obey.timer
