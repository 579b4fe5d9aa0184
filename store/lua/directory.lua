-- directory reads what vendors are called, unless the caller knows it already.
-- KEYS[1] counters   KEYS[2] vendors   ARGV[1] version known, "" none
-- Returns {version} if known, else {version, flat pairs of folded name and slug}
local version = redis.call("HGET", KEYS[1], "_names") or "0"
if version == ARGV[1] then return {version} end
return {version, redis.call("HGETALL", KEYS[2])}
