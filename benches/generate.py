#!/usr/bin/env python3
"""Writes a repository of definitions to measure with: all templates, YAML and JSON, among files that are not ours.

    benches/generate.py FOLDER [DEFINITIONS]

One definition in fifty has a mistake. The same arguments write the same files.
"""

import json
import pathlib
import sys

GUID = "{:08x}-2f60-4a3b-b9e4-6c7d8e9fa012"
ENDPOINTS = {
    "authorization_uri": "https://idp{}.acme.dev/realms/apps/protocol/openid-connect/auth",
    "token_uri": "https://idp{}.acme.dev/realms/apps/protocol/openid-connect/token",
}
TEMPLATES = {
    "custom": {**ENDPOINTS, "scopes": "openid offline_access", "use_pkce": True},
    "azure": {"tenant_id": GUID, "scopes": "https://graph.microsoft.com/User.Read offline_access"},
    "databricks": {"workspace_host": "dbc-{:08x}-2f60.cloud.databricks.com", "scopes": "sql offline_access"},
    "snowflake": {"account_url": "https://acme{}.snowflakecomputing.com", "scopes": "refresh_token session:role:ANALYST"},
    "github": {},
}
NAMES = sorted(TEMPLATES)
NEIGHBOURS = {
    "workflow.yml": "name: CI\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n" + "      - run: make\n" * 20,
    "package.json": json.dumps({"name": "x", "dependencies": {f"p{at}": "1.0.0" for at in range(40)}}, indent=2),
    "notes.toml": "[tool]\n" + "".join(f"k{at} = {at}\n" for at in range(40)),
}


def fill(value, number):
    return value.format(number) if isinstance(value, str) else value


def definition(number):
    template = NAMES[number % len(NAMES)]
    config = {key: fill(value, number) for key, value in TEMPLATES[template].items()}
    config |= {"auth_mode": "Confidential", "client_id": GUID.replace("2f60", "7c1e").format(number), "client_secret": "${CLIENT_SECRET}"}
    if number % 50 == 49:
        config["client_secert"] = config.pop("client_secret")
    about = f"Signs publishers of team {number} in, so that their content acts for whoever looks at it. " * 5
    return {"template": template, "name": f"{template} {number}", "description": about.strip(), "config": config}


def yaml(value, indent=""):
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines += [f"{indent}{key}:"] + yaml(item, indent + "  ")
        else:
            lines.append(f"{indent}{key}: {json.dumps(item)}")
    return lines


def main():
    root, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    for number in range(count):
        folder = root / f"team{number // 100:04}"
        if number % 100 == 0:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in NEIGHBOURS.items():
                (folder / name).write_text(text)
        what = definition(number)
        if number % 10 == 9:
            (folder / f"i{number}.json").write_text(json.dumps(what, indent=2) + "\n")
        else:
            (folder / f"i{number}.yaml").write_text("\n".join(yaml(what)) + "\n")


main()
