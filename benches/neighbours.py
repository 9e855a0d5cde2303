"""Files that stand beside definitions in a repository and are none: none of them is to be reported."""

import json

WORKFLOW = """\
---
name: CI
on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python: ["3.11", "3.12", "3.13"]
    steps:
""" + "".join(f"      - name: Step {at}\n        run: make part-{at}\n" for at in range(15))

COMPOSE = """\
---
services:
""" + "".join(
    f"""\
  service-{at}:
    image: registry.acme.dev/service-{at}:1.{at}
    restart: unless-stopped
    environment:
      LOG_LEVEL: info
      DATABASE_URL: postgres://db/service_{at}
    ports:
      - "80{at:02}:8080"
"""
    for at in range(6)
)

DEPLOYMENT = """\
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: connect
spec:
  replicas: 2
  selector:
    matchLabels: {app: connect}
  template:
    metadata:
      labels: {app: connect}
    spec:
      containers:
        - name: connect
          image: registry.acme.dev/connect:2026.04.0
          envFrom:
            - configMapRef: {name: connect}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: connect
data:
""" + "".join(f"  OPTION_{at}: value {at}\n" for at in range(30))

PULUMI = """\
---
config:
  aws:region: eu-central-1
""" + "".join(f"  platform:option{at}: value {at}\n" for at in range(30))

PACKAGES = {f"package-{at}": f"^1.{at}.0" for at in range(40)}

NEIGHBOURS = [
    (".github/workflows/ci.yml", WORKFLOW),
    ("package.json", json.dumps({"name": "x", "dependencies": PACKAGES}, indent=2)),
    ("compose.yaml", COMPOSE),
    ("pyproject.toml", "[tool.options]\n" + "".join(f"key-{at} = {at}\n" for at in range(40))),
    ("deployment.yaml", DEPLOYMENT),
    ("README.md", "# A team's repository\n\n" + "What stands here is sent to the server by the pipeline.\n" * 20),
    ("Pulumi.production.yaml", PULUMI),
    ("data.json", json.dumps([{"id": at, "name": f"row {at}", "value": at * 7 % 13} for at in range(40)])),
    ("app.py", "import shiny\n\n" + "".join(f"def part_{at}():\n    return {at}\n\n" for at in range(30))),
    ("tsconfig.json", json.dumps({"include": [f"src/part-{at}" for at in range(40)]}, indent=2)),
]
