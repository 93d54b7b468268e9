#!/usr/bin/env bash
# Brings the settings and the key from Parameter Store into memory-backed files that only the service can read.
set -euo pipefail
umask 077
run=${RUNTIME_DIRECTORY:?systemd names it}

value() { aws ssm get-parameter --with-decryption --name "/paxline/$1" --query Parameter.Value --output text; }

# What is not set stays unset; what cannot be asked for stops the start.
optional() {
    local said
    if said=$(value "$1" 2>"$run/error"); then
        printf '%s\n' "$said"
    elif ! grep -q ParameterNotFound "$run/error"; then
        cat "$run/error" >&2
        exit 1
    fi
}

settings=$(optional settings)
[ -z "$settings" ] || printf '%s\n' "$settings" >"$PAXLINE_HOME/paxline.toml"

: >"$run/environment"
for world in demo production; do
    id=$(optional "kalshi/$world/key-id")
    pem=$(optional "kalshi/$world/key-pem")
    if [ -z "$id" ] || [ -z "$pem" ]; then continue; fi
    printf '%s\n' "$pem" >"$run/$world.pem"
    printf 'PAXLINE_KALSHI_%s_KEY_ID=%s\n' "${world^^}" "$id" >>"$run/environment"
    printf 'PAXLINE_KALSHI_%s_KEY_FILE=%s\n' "${world^^}" "$run/$world.pem" >>"$run/environment"
done
rm -f "$run/error"
