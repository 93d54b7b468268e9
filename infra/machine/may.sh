#!/usr/bin/env bash
# Whether the service may start: only where the halt parameter can be read and says `no`.
set -euo pipefail
[ "$(aws ssm get-parameter --name /paxline/halt --query Parameter.Value --output text)" = no ]
