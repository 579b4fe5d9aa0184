-- commit adds one entry to a journal and updates all that is computed from it: all or nothing. It checks everything
-- first and writes last.
-- KEYS[1] head   KEYS[2] journal   KEYS[3] counters   KEYS[4] idempotency key   KEYS[5] repeat key   KEYS[6] vendors
-- KEYS[7] outbox   KEYS[8] causes   KEYS[9] items   KEYS[10…] one for each write
-- ARGV[1] version that the decision was made on   ARGV[2] settings version that the plan was made on, "" any
-- ARGV[3] seq   ARGV[4] entry   ARGV[5] its raw hash   ARGV[6] its hash in hex
-- ARGV[7] what the idempotency key leads to, "" none   ARGV[8] how long it lives, in ms
-- ARGV[9] what the repeat key leads to, "" none   ARGV[10] how long a repetition counts, in ms   ARGV[11] 1: record it all the same
-- ARGV[12] mark of this change in causes
-- ARGV[13] shape of what follows: how long the lists are, heads of writes
-- then four lists: counters (series, last number known), names (folded name, slug that may have it), absent (items that the
-- decision took to be absent), matters (slug|matter, ms from now); then the arguments of the writes
-- Returns {0, vendors of which a file is being recorded} committed, {1, what the key led to}, {2, what the repeat key led to, ms ago}, {3} the vendor has moved on,
-- {4} a counter or the settings have moved on, {5, name, slug} the name belongs to another vendor, {6} an item is there,
-- {7} the journal is not the one that its head tells of
local function first_or(answer)
  local first = ARGV[7] ~= "" and redis.call("GET", KEYS[4])
  if first then return {1, first} end
  return answer
end

local seq_and_rev = redis.call("HMGET", KEYS[1], "seq", "rev", "hold")
local moved = (seq_and_rev[1] or "0") .. "." .. (seq_and_rev[2] or "0") ~= ARGV[1]
if moved then return first_or({3}) end

local now
local function clock()
  if not now then
    local time = redis.call("TIME")
    now = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return now
end
-- Somebody compares all of the vendor, or computes it anew, and asks writers to wait a moment.
if seq_and_rev[3] and clock() < tonumber(seq_and_rev[3]) then return first_or({3}) end
if ARGV[9] ~= "" and ARGV[11] ~= "1" then
  local last = redis.call("GET", KEYS[5])
  if last then
    local ago = clock() - tonumber(string.match(last, "^%d+"))
    if ago < tonumber(ARGV[10]) then return first_or({2, last, ago}) end
  end
end

local at, lists = 14, 0
local function list(width)
  lists = lists + 1
  local high, low = string.byte(ARGV[13], 2 * lists - 1, 2 * lists)
  local n, from = high * 256 + low, at
  at = from + n * width
  return n, from
end

local series, from = list(2)
local fields, known = {"_settings", "_importing"}, {ARGV[2], ""}
for n = 1, series do
  fields[n + 2], known[n + 2] = ARGV[from], ARGV[from + 1]
  from = from + 2
end
local counters = redis.call("HMGET", KEYS[3], unpack(fields))
for n = 1, #fields do
  if known[n] ~= "" and (counters[n] or "0") ~= known[n] then return first_or({4}) end
end

local names
names, from = list(2)
for n = 1, names do
  local owner = redis.call("HGET", KEYS[6], ARGV[from])
  if owner and owner ~= ARGV[from + 1] then return first_or({5, ARGV[from], owner}) end
  from = from + 2
end

local absent
absent, from = list(1)
if absent > 0 then
  local there = redis.call("HMGET", KEYS[9], unpack(ARGV, from, from + absent - 1))
  for n = 1, absent do
    if there[n] then return first_or({6}) end
  end
end

-- No entry has ever left a journal: one that holds fewer or more than its head says is not gone on with.
if redis.call("XLEN", KEYS[2]) ~= tonumber(ARGV[3]) - 1 then return first_or({7}) end

-- The last check and the first write are one: the key is new, and now it is taken. Of all writes only XADD can still be
-- refused, where a later entry was taken out of the journal; then nothing has happened.
if ARGV[7] ~= "" and not redis.call("SET", KEYS[4], ARGV[7], "NX", "PX", ARGV[8]) then return first_or({3}) end
local added = redis.pcall("XADD", KEYS[2], ARGV[3] .. "-0", "e", ARGV[4], "h", ARGV[5])
if type(added) == "table" and added.err then
  if ARGV[7] ~= "" then redis.call("DEL", KEYS[4]) end
  return {7}
end
redis.call("HSET", KEYS[1], "seq", ARGV[3], "hash", ARGV[6])
if ARGV[9] ~= "" then redis.call("SET", KEYS[5], clock() .. "|" .. ARGV[9], "PX", ARGV[10]) end

local matters
matters, from = list(2)
if matters > 0 then
  local ready, causes = {}, {}
  for n = 1, matters do
    ready[#ready + 1] = string.format("%.0f", clock() + tonumber(ARGV[from + 1]))
    ready[#ready + 1] = ARGV[from]
    causes[#causes + 1] = ARGV[from]
    causes[#causes + 1] = ARGV[12]
    from = from + 2
  end
  redis.call("ZADD", KEYS[7], "LT", unpack(ready))
  redis.call("HSET", KEYS[8], unpack(causes))
end

writes(10, at, ARGV[13], lists + 1)
return {0, counters[2] or ""}
