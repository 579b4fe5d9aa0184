-- load reads what a decision or a card needs of one vendor, in one step. What the caller knows already is not sent again.
-- KEYS[1] head   KEYS[2] items   KEYS[3] counters   KEYS[4] items of the team   KEYS[5] open
-- ARGV[1] version known, "" none, "-" not wanted   ARGV[2] settings version known, "" none   ARGV[3] 1: counters wanted
-- ARGV[4] how many of the oldest open invoices   ARGV[5…] items by name
-- Returns {version, hash, core or false if known, settings version, settings or false if known, counters as flat pairs,
--          open as flat pairs of item and JSON, JSON or false per item, vendors of which a file is being recorded}; core is "" where there is no such vendor
local head = redis.call("HMGET", KEYS[1], "seq", "rev", "hash")
local version = (head[1] or "0") .. "." .. (head[2] or "0")
local core = false
if ARGV[1] ~= "-" and version ~= ARGV[1] then core = redis.call("HGET", KEYS[2], "core") or "" end

local marks = redis.call("HMGET", KEYS[3], "_settings", "_importing")
local settings_version = marks[1] or "0"
local settings = false
if settings_version ~= ARGV[2] then settings = redis.call("HGET", KEYS[4], "core") or "" end

local counters = {}
if ARGV[3] == "1" then counters = redis.call("HGETALL", KEYS[3]) end

local step = 1000 -- Lua can't pass much more than this to one call
local open = {}
if tonumber(ARGV[4]) > 0 then
  local members = redis.call("ZRANGE", KEYS[5], 0, tonumber(ARGV[4]) - 1)
  for from = 1, #members, step do
    local names = {}
    for n = from, math.min(from + step - 1, #members) do
      names[#names + 1] = "inv:" .. string.match(members[n], "^[^|]*|[^|]*|[^|]*|(.*)$")
    end
    local found = redis.call("HMGET", KEYS[2], unpack(names))
    for n, json in ipairs(found) do
      open[#open + 1] = names[n]
      open[#open + 1] = json or ""
    end
  end
end

local items = {}
for from = 5, #ARGV, step do
  local found = redis.call("HMGET", KEYS[2], unpack(ARGV, from, math.min(from + step - 1, #ARGV)))
  for n = 1, #found do items[#items + 1] = found[n] end
end
return {version, head[3] or "", core, settings_version, settings, counters, open, items, marks[2] or ""}
