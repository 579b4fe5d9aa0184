-- clock moves the offset of the ledger's clock forward, never back.
-- KEYS[1] clock   ARGV[1] offset wanted, in ms, "" none
-- Returns the offset that counts now, as text
local has = redis.call("GET", KEYS[1])
if ARGV[1] ~= "" and (not has or tonumber(ARGV[1]) > tonumber(has)) then
  redis.call("SET", KEYS[1], ARGV[1])
  return ARGV[1]
end
return has or "0"
