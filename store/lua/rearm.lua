-- rearm says when to look at a vendor again, and what has to be told now, unless the vendor has moved on.
-- KEYS[1] head   KEYS[2] timers   KEYS[3] outbox   KEYS[4] causes
-- ARGV[1] seq that the plan was made on   ARGV[2] slug   ARGV[3] ledger time in ms, "" never   ARGV[4] mark of the cause
-- ARGV[5…] pairs of member and ms from now
-- Returns 1 done, 0 the vendor has moved on
if (redis.call("HGET", KEYS[1], "seq") or "0") ~= ARGV[1] then return 0 end
if ARGV[3] == "" then
  redis.call("ZREM", KEYS[2], ARGV[2])
else
  redis.call("ZADD", KEYS[2], ARGV[3], ARGV[2])
end
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for n = 5, #ARGV, 2 do
  redis.call("ZADD", KEYS[3], "LT", string.format("%.0f", now + tonumber(ARGV[n + 1])), ARGV[n])
  redis.call("HSET", KEYS[4], ARGV[n], ARGV[4])
end
return 1
