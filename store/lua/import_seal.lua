-- import_seal makes a staged file's recording certain: from now on some bot ends it, and figures say that it runs.
-- KEYS[1] imports   KEYS[2] the import   KEYS[3] counters   KEYS[4] where its parts are, apart from those of who stages the same
-- ARGV[1] id   ARGV[2] token   ARGV[3] lease in ms   ARGV[4] the vendors, as " aws gcp "
-- Returns 1 sealed, 0 it runs already
if redis.call("HEXISTS", KEYS[1], ARGV[1]) == 1 then
  redis.call("UNLINK", KEYS[4])
  return 0
end
local time = redis.call("TIME")
local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3])
redis.call("HSET", KEYS[1], ARGV[1], string.format("%.0f", till) .. "|" .. ARGV[2] .. "|" .. ARGV[4])
redis.call("RENAME", KEYS[4], KEYS[2])
redis.call("PERSIST", KEYS[2])
local all = ""
for _, held in ipairs(redis.call("HVALS", KEYS[1])) do all = all .. string.match(held, "|([^|]*)$") end
redis.call("HSET", KEYS[3], "_importing", all)
return 1
