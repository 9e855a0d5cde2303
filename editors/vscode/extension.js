// Starts `connectlint lsp` and lets VS Code's own language client talk to it; all else is in the server.

"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {import("vscode-languageclient/node").LanguageClient | undefined} */
let client;

function binary() {
  return vscode.workspace.getConfiguration("connectlint").get("path") || "connectlint";
}

async function start() {
  const command = binary();
  const languages = ["yaml", "json", "jsonc", "toml"];
  client = new LanguageClient(
    "connectlint",
    "connectlint",
    { command, args: ["lsp"] },
    {
      documentSelector: [
        ...languages.flatMap((language) => [
          { scheme: "file", language },
          { scheme: "untitled", language },
        ]),
        // Without another extension VS Code has no language of the name `toml`.
        { scheme: "file", pattern: "**/*.toml" },
      ],
    },
  );
  try {
    await client.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    const answer = await vscode.window.showErrorMessage(
      `connectlint: \`${command}\` cannot be started: ${why}. ` +
        "Install it with `cargo install connectlint`, or say where it is.",
      "Open the setting",
    );
    if (answer) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "connectlint.path");
    }
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old?.needsStop()) {
    await old.stop();
  }
}

/** @param {import("vscode").ExtensionContext} context */
async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("connectlint.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration("connectlint.path") ? restart() : undefined,
    ),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
