// The extension's code against a stand-in for VS Code: which server it starts, and what it says if there is none.

"use strict";

const assert = require("node:assert");
const Module = require("node:module");

const extension = process.argv[2];
const said = [];
const started = [];
const settings = { path: "" };
let fails = false;
let changed;

const vscode = {
  workspace: {
    getConfiguration: () => ({ get: (key) => settings[key] }),
    onDidChangeConfiguration: (listener) => (changed = listener),
  },
  window: { showErrorMessage: async (text) => void said.push(text) },
  commands: { registerCommand: (name) => name, executeCommand: async () => undefined },
};

class LanguageClient {
  constructor(id, name, server, options) {
    Object.assign(this, { server, options });
  }
  async start() {
    if (fails) throw new Error("ENOENT");
    started.push(this.server);
    this.running = true;
  }
  needsStop() {
    return this.running === true;
  }
  async stop() {
    this.running = false;
  }
}

const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "vscode") return vscode;
  if (name === "vscode-languageclient/node") return { LanguageClient };
  return load(name, ...rest);
};

async function main() {
  const { activate, deactivate } = require(extension);
  const context = { subscriptions: [] };
  await activate(context);
  assert.deepStrictEqual(started, [{ command: "connectlint", args: ["lsp"] }], "found on the path");
  assert.ok(context.subscriptions.includes("connectlint.restart"));
  settings.path = "/opt/connectlint";
  await changed({ affectsConfiguration: (name) => name === "connectlint.path" });
  assert.strictEqual(started[1].command, "/opt/connectlint", "where the setting says");
  fails = true;
  await changed({ affectsConfiguration: () => true });
  assert.match(said[0], /cannot be started: ENOENT/);
  await deactivate();
  console.log("the extension starts the server");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
