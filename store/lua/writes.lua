-- What stands before every script that records something. How long the lists among its arguments are, and what the writes
-- are, stands in one argument, their shape, as numbers of two bytes: each argument costs Redis a microsecond.
local KEYS, ARGV, redis = KEYS, ARGV, redis -- found quicker than globals, and asked for at each step

-- writes makes the writes to projections. Their heads stand in the shape from the nth number on, three numbers each: the
-- command, how many arguments each write has, how many such writes. The arguments begin at ARGV[at]; each write takes the next
-- key, from the given one on.
local function writes(key, at, shape, nth)
  local call, commands = redis.call, {"HSET", "HDEL", "HINCRBY", "ZADD", "ZREM"}
  for from = 2 * nth - 1, #shape, 6 do
    local _, command, n_high, n_low, times_high, times_low = string.byte(shape, from, from + 5)
    local n = n_high * 256 + n_low
    command = commands[command]
    for _ = 1, times_high * 256 + times_low do
      if n == 2 then
        call(command, KEYS[key], ARGV[at], ARGV[at + 1])
      else
        call(command, KEYS[key], unpack(ARGV, at, at + n - 1))
      end
      key = key + 1
      at = at + n
    end
  end
end

