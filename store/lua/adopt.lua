-- adopt puts what was computed anew into the place of what stood, in one step, if no journal has moved on meanwhile and
-- no other rebuild has taken over.
-- KEYS[1] lock   KEYS[2] counters   KEYS[3] timers   then per journal, the team's first: head, journal   then pairs: new key, key it replaces
-- ARGV[1] token in the lock   ARGV[2] ledger time in ms   ARGV[3] the team's entry that accepts what is lost, "" nothing is   ARGV[4] its raw hash
-- ARGV[5] number of journals
-- then per journal: slug, seq, hash in hex, the team's entry that added the vendor ("" for the team's own)
-- then the counters: field, last number
-- Returns 1 done, 0 a journal has moved on, -1 another rebuild has taken over
local lock = redis.call("GET", KEYS[1])
if lock == ARGV[1] .. "|done" then return 1 end -- an earlier try, whose answer was lost: there is nothing at the side any more
if lock ~= ARGV[1] then return -1 end
local accepts, journals = ARGV[3] ~= "", tonumber(ARGV[5])
local ends = {}
for n = 0, journals - 1 do
  ends[n] = ARGV[7 + 4 * n]
  if n == 0 and accepts then ends[n] = string.format("%.0f", tonumber(ends[n]) - 1) end
  local last = redis.call("XREVRANGE", KEYS[5 + 2 * n], "+", "-", "COUNT", 1)
  local id = last[1] and last[1][1] or "0-0"
  if id ~= ends[n] .. "-0" then return 0 end
end

-- What is no hash can't be written to: it would end the script here.
local function hash(key)
  local is = redis.call("TYPE", key).ok
  if is ~= "none" and is ~= "hash" then redis.call("DEL", key) end
end
hash(KEYS[2])
redis.call("DEL", KEYS[3]) -- every vendor is looked at now, and nothing else
for n = 0, journals - 1 do
  local head, at = KEYS[4 + 2 * n], 6 + 4 * n
  hash(head)
  if accepts then -- the numbers of what is gone are free again
    if ends[n] == "0" then
      redis.call("DEL", KEYS[5 + 2 * n])
    else
      redis.pcall("XSETID", KEYS[5 + 2 * n], ends[n] .. "-0")
    end
    if n == 0 then redis.call("XADD", KEYS[5], ARGV[at + 1] .. "-0", "e", ARGV[3], "h", ARGV[4]) end
  end
  if ARGV[at + 1] ~= "0" then
    redis.call("HSET", head, "seq", ARGV[at + 1], "hash", ARGV[at + 2])
  else
    redis.call("HDEL", head, "seq", "hash")
  end
  redis.call("HINCRBY", head, "rev", 1)
  if ARGV[at + 3] ~= "" then
    redis.call("HSET", head, "added", ARGV[at + 3])
    redis.call("ZADD", KEYS[3], ARGV[2], ARGV[at])
  end
end
for n = 4 + 2 * journals, #KEYS, 2 do
  redis.call("UNLINK", KEYS[n + 1])
  if redis.call("EXISTS", KEYS[n]) == 1 then redis.call("RENAME", KEYS[n], KEYS[n + 1]) end
end
for n = 6 + 4 * journals, #ARGV, 2 do redis.call("HSET", KEYS[2], ARGV[n], ARGV[n + 1]) end
for _, version in ipairs({"_names", "_settings"}) do -- one that is no number would end the script here
  redis.call("HSET", KEYS[2], version, string.format("%.0f", (tonumber(redis.call("HGET", KEYS[2], version)) or 0) + 1))
end
redis.call("SET", KEYS[1], ARGV[1] .. "|done")
return 1
