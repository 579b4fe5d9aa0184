-- pulse tells what a sweep must know before it sleeps.
-- KEYS[1] clock   KEYS[2] timers   KEYS[3] counters   ARGV[1] how many of the first timers
-- Returns the offset of the ledger's clock, the version of the settings, then pairs of slug and ledger time in ms
local out = {redis.call("GET", KEYS[1]) or "0", redis.call("HGET", KEYS[3], "_settings") or "0"}
local first = redis.call("ZRANGE", KEYS[2], 0, tonumber(ARGV[1]) - 1, "WITHSCORES")
for n = 1, #first do out[n + 2] = first[n] end
return out
