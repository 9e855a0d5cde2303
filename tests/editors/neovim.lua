-- A real editor without a screen: opens a file, reads what the server pushes, types, and reads again.

local good = [[
template: azure
name: Entra
description: Für 𝒳
config:
  auth_type: Viewer
  auth_mode: Public
  tenant_id: 8d2f1c3a-7b4e-4f6a-9c1d-2e5b8a7f6c4d
  client_id: 1f6a2b3c-4d5e-4a7b-8c9d-0e1f2a3b4c5d
  client_secret: ${ENTRA_SECRET}
  scopes: offline_access 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default
]]

local function fail(text)
  io.stderr:write("neovim: " .. text .. "\n")
  vim.cmd("cquit 1")
end

local function codes()
  local list = {}
  for _, it in ipairs(vim.diagnostic.get(0)) do
    -- Where an editor keeps the code of a finding depends on its version.
    list[#list + 1] = it.code or it.user_data.lsp.code
  end
  return table.concat(list, " ")
end

local function wait_for(expected)
  if not vim.wait(10000, function() return codes() == expected end, 20) then
    fail("expected `" .. expected .. "`, found `" .. codes() .. "`")
  end
end

local path = vim.g.work .. "/a.yaml"
local file = assert(io.open(path, "w"))
file:write(good)
file:close()
vim.cmd("edit " .. path)
local client = vim.lsp.start_client({ name = "connectlint", cmd = { vim.env.CONNECTLINT, "lsp" }, root_dir = vim.g.work })
if not client then fail("the server does not start") end
vim.lsp.buf_attach_client(0, client)
wait_for("public-client-secret")
local at = vim.diagnostic.get(0)[1]
if at.lnum ~= 8 or at.col ~= 17 then fail("found in line " .. at.lnum .. ", column " .. at.col) end
vim.api.nvim_buf_set_lines(0, 5, 6, true, { "  auth_mode: Confidential" })
wait_for("")
vim.api.nvim_buf_set_lines(0, 0, 1, true, { "template: azuer" })
wait_for("misspelled-template")
local answer = vim.lsp.buf_request_sync(0, "textDocument/hover", {
  textDocument = vim.lsp.util.make_text_document_params(),
  position = { line = 0, character = 12 },
}, 5000)
if not vim.inspect(answer):find("misspelled%-template") then fail("no page: " .. vim.inspect(answer)) end
print("findings come and go\n")
vim.cmd("qall!")
