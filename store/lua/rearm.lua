-- rearm says when to look at a vendor again, and what has to be told now, unless the vendor has moved on. After a look
-- that a timer called for, it does so once for all that looked; otherwise a timer that is sooner stays.
-- KEYS[1] head   KEYS[2] timers   KEYS[3] outbox   KEYS[4] causes
-- ARGV[1] seq that the plan was made on   ARGV[2] slug   ARGV[3] ledger time in ms, "" never
-- ARGV[4] the timer that called for the look, "" none   ARGV[5] mark of the cause   ARGV[6…] pairs of member and ms from now
-- Returns 1 done, 0 the vendor has moved on, 2 somebody else has looked
if (redis.call("HGET", KEYS[1], "seq") or "0") ~= ARGV[1] then return 0 end
if ARGV[4] == "" then
  if ARGV[3] ~= "" then redis.call("ZADD", KEYS[2], "LT", ARGV[3], ARGV[2]) end
else
  if tonumber(redis.call("ZSCORE", KEYS[2], ARGV[2]) or "-1") ~= tonumber(ARGV[4]) then return 2 end
  if ARGV[3] == "" then
    redis.call("ZREM", KEYS[2], ARGV[2])
  else
    redis.call("ZADD", KEYS[2], ARGV[3], ARGV[2])
  end
end
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for n = 6, #ARGV, 2 do
  redis.call("ZADD", KEYS[3], "LT", string.format("%.0f", now + tonumber(ARGV[n + 1])), ARGV[n])
  redis.call("HSET", KEYS[4], ARGV[n], ARGV[5])
end
return 1
