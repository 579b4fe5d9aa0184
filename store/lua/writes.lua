-- What stands before every script that records something: writes makes the writes to projections. From ARGV[at] on stand
-- the number of heads, then each head with what is alike after it; each write takes the next key, from the given one on.
local function writes(key, at)
  local call = redis.call
  local heads = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, heads do
    local command, n, times = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    at = at + 3
    for _ = 1, times do
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

