-- merge adds one entry to each of two journals, of a vendor and of the one that it is merged into, and updates all that is
-- computed from them: all or nothing. What was told of the things that move goes with them. It checks everything first
-- and writes last.
-- KEYS[1] head   KEYS[2] journal   KEYS[3] delivery, all three of the vendor merged   KEYS[4…6] the same of the survivor
-- KEYS[7] counters   KEYS[8] idempotency key   KEYS[9] vendors   KEYS[10] outbox   KEYS[11] causes   KEYS[12] claims
-- KEYS[13…] one for each write
-- ARGV[1] settings version that the plans were made on   ARGV[2] slug of the vendor merged   ARGV[3] slug of the survivor
-- ARGV[4] what the idempotency key leads to   ARGV[5] how long it lives, in ms
-- ARGV[6…10] of the vendor merged: version that the decision was made on, seq, entry, its raw hash, its hash in hex
-- ARGV[11…15] of the survivor: the same   ARGV[16] 1: this part begins the merge
-- ARGV[17] shape of what follows: how long the lists are, heads of writes
-- then three lists: names that must be free or belong to one of the two, matters that go with what they are about, matters to
-- tell (slug|matter, ms from now, mark); then the arguments of the writes
-- Returns {0} committed, {1, what the key led to}, {3} a vendor has moved on, {4} the settings have moved on,
-- {5, name, slug} the name belongs to another vendor, {6} somebody is telling one of the matters just now,
-- {7} rows of a file are being recorded at one of the two, {8, slug} a journal is not the one that its head tells of
local function first_or(answer)
  local first = redis.call("GET", KEYS[8])
  if first then return {1, first} end
  return answer
end

for n = 0, 1 do
  local seq_and_rev = redis.call("HMGET", KEYS[1 + 3 * n], "seq", "rev")
  if (seq_and_rev[1] or "0") .. "." .. (seq_and_rev[2] or "0") ~= ARGV[6 + 5 * n] then return first_or({3}) end
end
if ARGV[1] ~= "" and (redis.call("HGET", KEYS[7], "_settings") or "0") ~= ARGV[1] then return first_or({4}) end

local importing = ARGV[16] == "1" and redis.call("HGET", KEYS[7], "_importing") or ""
for n = 2, 3 do
  if string.find(importing, " " .. ARGV[n] .. " ", 1, true) then return first_or({7}) end
end

local at, lists = 18, 0
local function list(width)
  lists = lists + 1
  local high, low = string.byte(ARGV[17], 2 * lists - 1, 2 * lists)
  local n, from = high * 256 + low, at
  at = from + n * width
  return n, from
end

local names, first_name = list(1)
for n = 0, names - 1 do
  local owner = redis.call("HGET", KEYS[9], ARGV[first_name + n])
  if owner and owner ~= ARGV[2] and owner ~= ARGV[3] then return first_or({5, ARGV[first_name + n], owner}) end
end

local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local moves, first_move = list(1)
for n = 0, moves - 1 do
  local held = redis.call("HGET", KEYS[12], ARGV[2] .. "|" .. ARGV[first_move + n])
  if held and tonumber(string.match(held, "^%d+")) > now then return first_or({6}) end
end

-- No entry has ever left a journal: one that holds fewer or more than its head says is not gone on with. Both are asked before
-- the first write.
for n = 0, 1 do
  if redis.call("XLEN", KEYS[2 + 3 * n]) ~= tonumber(ARGV[7 + 5 * n]) - 1 then return first_or({8, ARGV[2 + n]}) end
end
if not redis.call("SET", KEYS[8], ARGV[4], "NX", "PX", ARGV[5]) then return first_or({3}) end
for n = 0, 1 do
  local of = 6 + 5 * n
  redis.call("XADD", KEYS[2 + 3 * n], ARGV[of + 1] .. "-0", "e", ARGV[of + 2], "h", ARGV[of + 3])
  redis.call("HSET", KEYS[1 + 3 * n], "seq", ARGV[of + 1], "hash", ARGV[of + 4])
end

for n = 0, moves - 1 do
  local matter = ARGV[first_move + n]
  local told = redis.call("HGET", KEYS[3], matter)
  if told then
    redis.call("HSET", KEYS[6], matter, told)
    redis.call("HDEL", KEYS[3], matter)
  end
  local member = ARGV[2] .. "|" .. matter
  redis.call("ZREM", KEYS[10], member)
  redis.call("HDEL", KEYS[11], member)
  redis.call("HDEL", KEYS[12], member)
end

local matters, from = list(3)
for _ = 1, matters do
  redis.call("ZADD", KEYS[10], "LT", string.format("%.0f", now + tonumber(ARGV[from + 1])), ARGV[from])
  redis.call("HSET", KEYS[11], ARGV[from], ARGV[from + 2])
  from = from + 3
end

writes(13, at, ARGV[17], lists + 1)
return {0}
