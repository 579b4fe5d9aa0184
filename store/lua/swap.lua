-- swap replaces a field of a hash if it is still what the caller saw.
-- KEYS[1] hash   ARGV[1] field   ARGV[2] what stood there, "" nothing   ARGV[3] what shall stand there
-- Returns 1 replaced, 0 it has moved on
if (redis.call("HGET", KEYS[1], ARGV[1]) or "") ~= ARGV[2] then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[3])
return 1
