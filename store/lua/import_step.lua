-- import_step notes how far the recording of an import is, or ends it.
-- KEYS[1] imports   KEYS[2] the import   KEYS[3] counters
-- ARGV[1] id   ARGV[2] token   ARGV[3] lease in ms from now; 0 lets go of it, "" ends it   ARGV[4] how far it is
-- Returns 1 done, 0 somebody else has it
local held = redis.call("HGET", KEYS[1], ARGV[1])
if not held or string.match(held, "^%d+|([^|]*)|") ~= ARGV[2] then return 0 end
if ARGV[3] ~= "" then
  local time = redis.call("TIME")
  local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3])
  redis.call("HSET", KEYS[1], ARGV[1], string.format("%.0f", till) .. "|" .. ARGV[2] .. "|" .. string.match(held, "|([^|]*)$"))
  redis.call("HSET", KEYS[2], "done", ARGV[4])
  return 1
end
redis.call("HDEL", KEYS[1], ARGV[1])
redis.call("UNLINK", KEYS[2])
local all = ""
for _, other in ipairs(redis.call("HVALS", KEYS[1])) do all = all .. string.match(other, "|([^|]*)$") end
if all == "" then redis.call("HDEL", KEYS[3], "_importing") else redis.call("HSET", KEYS[3], "_importing", all) end
return 1
