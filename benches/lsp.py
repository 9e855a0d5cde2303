#!/usr/bin/env python3
"""How fast the editor's server is: `benches/lsp.py BINARY [FILES]`. A measurement, not a test.

Prints the time from the start of the server to the findings of the first opened file, and from an edit to fresh
findings in a workspace that was walked; for the edit the median and the worst of many.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

DEFINITION = """\
template: azure
name: Entra {n}
description: For the measurement
config:
  auth_type: Viewer
  auth_mode: {mode}
  tenant_id: 8d2f1c3a-7b4e-4f6a-9c1d-2e5b8a7f6c4d
  client_id: 1f6a2b3c-4d5e-4a7b-8c9d-0e1f2a3b4c5d
  client_secret: ${{ENTRA_SECRET}}
  scopes: offline_access 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default
"""
MANIFEST = """\
{{"version": 1, "metadata": {{"appmode": "python-shiny"}},
 "integration_requests": [{{"name": "Entra {n}", "type": "azure"}}]}}
"""


class Server:
    def __init__(self, binary, folder):
        self.process = subprocess.Popen([binary, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.write("initialize", {"rootUri": folder.as_uri(), "capabilities": {}}, id=1)
        while self.read().get("id") != 1:
            pass
        self.write("initialized", {})

    def write(self, method, params, **more):
        text = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            if line.startswith(b"Content-Length: "):
                length = int(line[16:])
        return json.loads(self.process.stdout.read(length))

    def pushed(self, uri):
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]["diagnostics"]


def main():
    binary, files = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        for n in range(files // 2):
            (folder / f"content-{n}").mkdir()
            (folder / f"content-{n}/manifest.json").write_text(MANIFEST.format(n=n))
            (folder / f"entra-{n}.yaml").write_text(DEFINITION.format(n=n, mode="Confidential"))
        uri = (folder / "entra-0.yaml").as_uri()
        firsts = []
        for _ in range(10):
            begin = time.perf_counter()
            server = Server(binary, folder)
            text = DEFINITION.format(n=0, mode="Public")
            document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
            server.write("textDocument/didOpen", {"textDocument": document})
            assert server.pushed(uri)
            firsts.append(time.perf_counter() - begin)
            if len(firsts) < 10:
                server.process.kill()
                server.process.wait()
        time.sleep(2)
        edits = []
        for version in range(2, 202):
            # A line more above all others: every place moves, and every request is looked at again.
            mode = "Public" if version % 2 else "Confidential"
            text = "# a comment\n" * (version % 3) + DEFINITION.format(n=0, mode=mode)
            begin = time.perf_counter()
            document = {"uri": uri, "version": version}
            server.write("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
            server.pushed(uri)
            edits.append(time.perf_counter() - begin)
            time.sleep(0.02)
        server.process.kill()
        server.process.wait()
    show = lambda times: f"median {statistics.median(times) * 1000:.2f} ms, worst {max(times) * 1000:.2f} ms"
    print(f"{files} files")
    print(f"first findings after the start: {show(firsts)}")
    print(f"findings after an edit:         {show(edits)}")


if __name__ == "__main__":
    main()
