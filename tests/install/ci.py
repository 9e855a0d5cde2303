"""Holds the files for CI against the schemas that come with check-jsonschema, and runs the action's check as bash.

The argument is a folder to work in; `connectlint` and `check-jsonschema` must be in PATH.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

folder = Path(sys.argv[1])


def fits(schema, *files):
    subprocess.run(["check-jsonschema", "--builtin-schema", schema, *map(str, files)], check=True)


def snippet(heading):
    page = Path("docs/ci.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.search(r"```yaml\n(.*?)```", section, re.DOTALL).group(1)


def written(name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


fits("vendor.github-actions", "action.yml")
fits("vendor.github-workflows", *sorted(Path(".github/workflows").glob("*.yml")))
fits("vendor.gitlab-ci", written(".gitlab-ci.yml", snippet("GitLab")))
job = {"runs-on": "ubuntu-latest", **yaml.safe_load(snippet("GitHub Actions"))}
fits("vendor.github-workflows", written("job.yml", json.dumps({"on": "push", "jobs": {"check": job}})))
subprocess.run(
    ["pre-commit", "validate-config", written("pre-commit.yaml", snippet("pre-commit"))], check=True
)

action = yaml.safe_load(Path("action.yml").read_text(encoding="utf-8"))
used = [step["with"] for step in job["steps"] if "connectlint" in step["uses"]]
unknown = set(used[0]) - set(action["inputs"])
assert not unknown, f"the action has no input {unknown}"
check = next(step for step in action["runs"]["steps"] if step.get("id") == "check")
output = folder / "output"
variables = {
    "PATHS": "fixtures/example-repo/integrations fixtures/example-repo/content",
    "ARGS": "--quiet",
    "RUNNER_TEMP": str(folder),
    "GITHUB_OUTPUT": str(output),
}
# As GitHub runs `shell: bash`.
shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]]
said = subprocess.run(shell, env={**os.environ, **variables}, check=True, capture_output=True, text=True).stdout
assert "::error " in said, said
assert output.read_text(encoding="utf-8") == "code=1\n", output.read_text(encoding="utf-8")
sarif = json.loads((folder / "connectlint.sarif").read_text(encoding="utf-8"))
assert sarif["runs"][0]["results"], "the findings are uploaded"
