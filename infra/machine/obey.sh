#!/usr/bin/env bash
# Stops the service once the halt parameter says anything but `no`; stopping cancels what rests.
# Where the parameter cannot be read, nothing changes, and the missing measurement rings.
set -euo pipefail
said=$(aws ssm get-parameter --name /paxline/halt --query Parameter.Value --output text)
if [ "$said" != no ]; then
    if systemctl is-active --quiet paxline.service; then
        echo "halted: $said" >&2
        systemctl stop paxline.service
    fi
elif ! systemctl is-active --quiet paxline.service; then
    systemctl start paxline.service
fi
