"""Other programs that look at the same files: how they are installed, what they can do with them, how they are called."""

import dataclasses
import json
import pathlib
import subprocess
import sys
import typing

PYTHON = ["ryl", "yamllint", "check-jsonschema"]
NPM = ["ajv-cli", "@stoplight/spectral-cli", "yaml-language-server"]
CARGO = ["jsonschema-cli"]
# Without a configuration ryl has no rules.
YAMLLINT = "extends: default"


@dataclasses.dataclass
class Files:
    """What is measured with: a folder, the definitions in it, and their schema as such and as a ruleset of Spectral."""

    folder: pathlib.Path
    definitions: list
    schema: pathlib.Path
    ruleset: pathlib.Path


@dataclasses.dataclass
class Tool:
    """A program: what a table says of it, and its command."""

    name: str
    does: str
    command: typing.Callable[[Files], list]
    # Too slow for ten thousand definitions.
    is_slow: bool = False
    # It judges what the files mean: it must accept a sound definition.
    judges: bool = False


def each(flag, paths):
    return [word for path in paths for word in (flag, path)]


def tools(binary, floor, peers):
    """All of them: connectlint, the floors, the peers."""
    python, node, cargo = peers / "venv/bin", peers / "npm/node_modules/.bin", peers / "cargo/bin"
    schema = "the schema on all definitions"
    return [
        Tool("connectlint", "all rules on all files", lambda it: [binary, "check", it.folder], judges=True),
        Tool("floor: read", "finds and reads all YAML, JSON and TOML files", lambda it: [floor, "read", it.folder]),
        Tool("floor: parse", "the same, and parses those that may be ours", lambda it: [floor, "parse", it.folder]),
        Tool("ryl, yamllint's rules", "style of all YAML files",
             lambda it: [python / "ryl", "check", "--no-cache", "--config-data", YAMLLINT, it.folder]),
        Tool("ryl, all rules", "style of all YAML files",
             lambda it: [python / "ryl", "check", "--no-cache", "--enable", "ALL", it.folder]),
        Tool("yamllint", "style of all YAML files", lambda it: [python / "yamllint", it.folder], is_slow=True),
        Tool("jsonschema-cli", schema,
             lambda it: [cargo / "jsonschema-cli", "validate", "--errors-only", it.schema, *each("-i", it.definitions)],
             judges=True),
        Tool("check-jsonschema", schema,
             lambda it: [python / "check-jsonschema", "--schemafile", it.schema, *it.definitions],
             is_slow=True, judges=True),
        Tool("ajv-cli", schema,
             lambda it: [node / "ajv", "validate", "--strict=false", "--validate-formats=false", "-s", it.schema,
                         *each("-d", it.definitions)],
             is_slow=True, judges=True),
        Tool("spectral", f"{schema}, as a ruleset",
             lambda it: [node / "spectral", "lint", "--quiet", "--ruleset", it.ruleset, *it.definitions],
             is_slow=True, judges=True),
    ]


def ruleset(schema):
    """A ruleset of Spectral that says of every document what the schema says."""
    options = {"schema": json.loads(schema), "allErrors": True}
    then = {"function": "schema", "functionOptions": options}
    return json.dumps({"rules": {"definition": {"given": "$", "severity": "error", "then": then}}})


def install(peers):
    """Installs all peers by name into one folder, each from its registry."""
    peers.mkdir(parents=True, exist_ok=True)
    run = lambda *command: subprocess.run([str(word) for word in command], check=True)
    run(sys.executable, "-m", "venv", peers / "venv")
    run(peers / "venv/bin/pip", "install", "--quiet", "--upgrade", *PYTHON)
    run("npm", "install", "--no-fund", "--no-audit", "--silent", "--prefix", peers / "npm", *NPM)
    run("cargo", "install", "--quiet", "--locked", "--root", peers / "cargo", *CARGO)
