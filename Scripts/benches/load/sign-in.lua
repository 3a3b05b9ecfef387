-- wrk: one sign-in after the other, each of another person.
-- BENCH_FIRST and BENCH_LAST: the numbers of the people; BENCH_THREADS: threads of this run;
-- BENCH_DELAY: milliseconds that a connection waits before each request.

local workers = {}

function setup(thread)
  thread:set("index", #workers)
  table.insert(workers, thread)
end

-- Everybody up to this number was asked for, the newest of them perhaps without an answer yet.
function reached()
  local least = math.huge
  for _, thread in ipairs(workers) do least = math.min(least, thread:get("place")) end
  return tonumber(os.getenv("BENCH_FIRST")) + least
end

local first, last, step

function init()
  first = tonumber(os.getenv("BENCH_FIRST"))
  last = tonumber(os.getenv("BENCH_LAST"))
  step = tonumber(os.getenv("BENCH_THREADS"))
  place = index
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  local pause = tonumber(os.getenv("BENCH_DELAY") or "0")
  if pause > 0 then
    -- Evenly spread around the wanted pause, so that connections do not go in step.
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  local number = first + place % (last - first + 1)
  place = place + step
  return wrk.format(nil, "/api/v1/sign-in", nil,
    '{"login":"u' .. number .. '","password":"Secret-u' .. number .. '"}')
end

dofile(os.getenv("BENCH_LOAD") .. "/summary.lua")
