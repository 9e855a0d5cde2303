#!/usr/bin/env python3
"""How fast the editor's server is, beside those of its peers. A measurement, not a test.

    benches/lsp.py [--binary target/release/connectlint] [--definitions 1000]

Two times, as an editor sees them that is sent findings:

* from the start of the process to the findings of the first opened file, before the workspace was walked;
* from an edit to the findings of the text with that edit, in a workspace that was walked.

Edits follow one another at once. Each adds or takes away a mistake that every server sees, and the answer must name the
version of the edit and have, or not have, a finding: one about an older text does not count.
"""

import argparse
import contextlib
import dataclasses
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import generate
import peers

ROOT = pathlib.Path(__file__).resolve().parent.parent
STARTS = 10
EDITS = 200
# Of a slow server fewer edits are enough.
SECONDS = 30


class Server:
    """One run of a server, spoken to as an editor does that knows nothing but pushed findings."""

    def __init__(self, command, folder, settings):
        self.settings = settings
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
        )
        capabilities = {
            "textDocument": {"publishDiagnostics": {"versionSupport": True}},
            "workspace": {"configuration": True},
        }
        folders = [{"uri": folder.as_uri(), "name": "measured"}]
        self.request("initialize", {
            "processId": None, "rootUri": folder.as_uri(), "workspaceFolders": folders, "capabilities": capabilities,
        })
        self.notify("initialized", {})
        if settings:
            self.notify("workspace/didChangeConfiguration", {"settings": settings})

    def write(self, message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.write({"method": method, "params": params})

    def request(self, method, params):
        """Asks, and reads until the answer."""
        self.write({"id": method, "method": method, "params": params})
        while (message := self.read()).get("id") != method or "method" in message:
            pass

    def read(self):
        """The next message; what the server asks of the editor is answered on the way."""
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length: "):
                length = int(line[16:])
        if not length:
            raise SystemExit(f"{self.process.args[0]} went away")
        message = json.loads(self.process.stdout.read(length))
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items", [])
            asked = [self.settings.get(item.get("section"), None) for item in items]
            self.write({"id": message["id"], "result": asked if message["method"] == "workspace/configuration" else None})
        return message

    def findings(self, uri, version, accept):
        """Reads until the findings of a version of a file are there and are those that its text must have."""
        while True:
            message = self.read()
            params = message.get("params", {})
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                continue
            if params.get("version", version) == version and accept(params["diagnostics"]):
                return

    def open(self, uri, text):
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri, version, text):
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@contextlib.contextmanager
def running(*arguments):
    server = Server(*arguments)
    try:
        yield server
    finally:
        server.stop()


def starts(command, folder, settings, case):
    """From the start of the process to the findings of the opened file, each time in a new process."""
    for _ in range(STARTS):
        begin = time.perf_counter()
        with running(command, folder, settings) as server:
            server.open(case.uri, case.mistaken)
            server.findings(case.uri, 1, bool)
            yield time.perf_counter() - begin


def edits(command, folder, settings, case, walks):
    """From an edit to its findings, in one process; one that walks has read the whole workspace before."""
    with running(command, folder, settings) as server:
        server.open(case.uri, case.mistaken)
        server.findings(case.uri, 1, bool)
        if walks:
            # Findings in a file that nobody opened say that the workspace was read.
            server.findings(case.other, None, bool)
        end = time.perf_counter() + SECONDS
        for version in range(2, EDITS + 2):
            if time.perf_counter() > end:
                return
            is_sound = version % 2 == 0
            # Lines more or less above all others: every place moves.
            text = "# a line more\n" * (version % 3) + (case.sound if is_sound else case.mistaken)
            begin = time.perf_counter()
            server.change(case.uri, version, text)
            server.findings(case.uri, version, lambda found: bool(found) != is_sound)
            yield time.perf_counter() - begin


@dataclasses.dataclass
class Case:
    """The file that is edited, sound and with a mistake; and another one that has a mistake on the disk."""

    uri: str
    sound: str
    mistaken: str
    other: str


def make(folder, definitions):
    """Writes the workspace. A manifest asks for the definition that is edited."""
    mistakes = generate.write(folder, definitions)
    (folder / ".yamllint").write_text(peers.YAMLLINT + "\n")
    path = next(folder.glob("team0000/integrations/azure-1.yaml"))
    sound = path.read_text()
    # No known word, and blanks at the end of the line for servers that look at style alone.
    mistaken = sound.replace("auth_type: Viewer\n", "auth_type: Viewr  \n")
    assert mistaken != sound
    return Case(path.as_uri(), sound, mistaken, (folder / next(iter(mistakes))).as_uri())


def servers(binary, installed, schema):
    """Each with its command, its settings, and whether it walks the workspace."""
    npm = installed / "npm/node_modules/.bin"
    yaml = {"schemas": {schema.as_uri(): "*.yaml"}, "schemaStore": {"enable": False}}
    return [
        ("connectlint", [binary, "lsp"], {}, True),
        ("yaml-language-server, the schema", [npm / "yaml-language-server", "--stdio"], {"yaml": yaml}, False),
        ("ryl, style", [installed / "venv/bin/ryl", "server"], {}, False),
    ]


def show(times):
    times = sorted(times)
    late = times[min(len(times) - 1, round(len(times) * 0.95))]
    return f"{statistics.median(times) * 1000:.2f} ms | {late * 1000:.2f} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/release/connectlint")
    parser.add_argument("--peers", type=pathlib.Path, default=ROOT / "target/peers", help="where run.py put them")
    parser.add_argument("--definitions", type=int, default=1000, help="how many the workspace has")
    given = parser.parse_args()
    binary = given.binary.resolve()
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name).resolve()
        folder, schema = scratch / "workspace", scratch / "definition.json"
        case = make(folder, given.definitions)
        schema.write_bytes(subprocess.run([binary, "schema", "definition"], check=True, stdout=subprocess.PIPE).stdout)
        print(f"| {given.definitions:,} definitions | start to findings: median | p95 | edit to findings: median | p95 |")
        print("|---|--:|--:|--:|--:|")
        for title, command, settings, walks in servers(binary, given.peers.resolve(), schema):
            if not command[0].exists():
                print(f"{title}: not installed; see run.py --get-peers", file=sys.stderr)
                continue
            first = show(starts(command, folder, settings, case))
            print(f"| {title} | {first} | {show(edits(command, folder, settings, case, walks))} |", flush=True)


if __name__ == "__main__":
    main()
