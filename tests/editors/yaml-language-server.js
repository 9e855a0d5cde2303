// The schema in the hands of yaml-language-server: what it refuses, explains and completes.

"use strict";

const assert = require("node:assert");
const { spawn } = require("node:child_process");
const { pathToFileURL } = require("node:url");

const [server, schema] = process.argv.slice(2);
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const pushed = new Map();
let next = 0;
let buffer = Buffer.alloc(0);

function write(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function request(method, params) {
  next += 1;
  write({ id: next, method, params });
  return new Promise((resolve) => waiting.set(next, resolve));
}

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    pushed.set(message.params.uri, message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    const settings = { yaml: { schemas: { [pathToFileURL(schema)]: ["*.yaml"] }, schemaStore: { enable: false }, validate: true, hover: true, completion: true } };
    const result = message.method === "workspace/configuration"
      ? message.params.items.map((item) => settings[item.section] ?? {})
      : null;
    write({ id: message.id, result });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
    waiting.delete(message.id);
  }
}

child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const head = buffer.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head))[1]);
    if (buffer.length < head + 4 + length) return;
    receive(JSON.parse(buffer.subarray(head + 4, head + 4 + length)));
    buffer = buffer.subarray(head + 4 + length);
  }
});

const uri = (name) => `file:///work/${name}`;

function open(name, text) {
  const textDocument = { uri: uri(name), languageId: "yaml", version: 1, text };
  write({ method: "textDocument/didOpen", params: { textDocument } });
}

async function messages(name) {
  for (let left = 300; left > 0; left -= 1) {
    if (pushed.has(uri(name))) return pushed.get(uri(name)).map((it) => it.message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no findings for ${name}`);
}

const labels = (list) => (list?.items ?? list ?? []).map((it) => it.label);
const at = (name, line, character) => ({ textDocument: { uri: uri(name) }, position: { line, character } });

async function main() {
  const completion = { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } };
  const capabilities = {
    workspace: { configuration: true },
    textDocument: { completion, hover: { contentFormat: ["markdown"] }, publishDiagnostics: {} },
  };
  await request("initialize", { processId: process.pid, rootUri: null, capabilities });
  write({ method: "initialized", params: {} });
  write({ method: "workspace/didChangeConfiguration", params: { settings: {} } });
  const good = "template: github\nname: GitHub\nconfig:\n  client_id: Iv23example\n  client_secret: ${SECRET}\n";
  open("good.yaml", good);
  assert.deepStrictEqual(await messages("good.yaml"), []);
  open("bad.yaml", `${good}  scopes: repo\n`.replace("name:", "nmae:"));
  const bad = (await messages("bad.yaml")).join("\n");
  assert.match(bad, /nmae/, "a key that nobody knows");
  open("list.yaml", "- template: githbu\n  name: x\n  config: {}\n");
  assert.match((await messages("list.yaml")).join("\n"), /github/, "the templates that there are");
  const hover = await request("textDocument/hover", at("good.yaml", 3, 4));
  assert.match(JSON.stringify(hover), /settings page of the GitHub app/);
  open("new.yaml", "template: databricks\nname: x\nconfig:\n  \n");
  const keys = labels(await request("textDocument/completion", at("new.yaml", 3, 2)));
  assert.ok(keys.includes("workspace_host") && !keys.includes("tenant_id"), `keys of the template: ${keys}`);
  open("template.yaml", "template: \nname: x\n");
  const templates = labels(await request("textDocument/completion", at("template.yaml", 0, 10)));
  assert.ok(templates.includes("snowflake"), `templates: ${templates}`);
  console.log("the schema refuses, explains and completes");
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
