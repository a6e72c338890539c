#!/bin/sh
# Makes secrets/ with new random secrets; a file that is there stays as it is. Needs nothing but a POSIX shell.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
once() { # NAME CONTENT
    [ -e "$1" ] || printf %s "$2" >"$1"
}

once postgres_password "$(random 24)"
once redis_password "$(random 24)"
once sql_alchemy_conn "postgresql+psycopg2://airflow:$(cat postgres_password)@postgres:5432/airflow"
once result_backend "db+postgresql+psycopg2://airflow:$(cat postgres_password)@postgres:5432/airflow"
once broker_url "redis://:$(cat redis_password)@redis:6379/0"
once fernet_key "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
once jwt_secret "$(random 48)"
once api_secret_key "$(random 32)"
once admin_password "$(random 12)"
# Airflow's connections by name: {"git_default": "https://name:token@host"}, and those of the sources.
once connections.json "{}"

# Only this user may enter the folder; in a container the files are read by another user.
chmod 644 ./*
echo "Secrets are in deploy/secrets. The page opens for admin with the password in deploy/secrets/admin_password."
