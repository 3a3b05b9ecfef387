-- wrk: sign-ins with a code, two requests each; every thread has one connection.
-- BENCH_CODES: a file of lines "login password code", one sign-in each; BENCH_THREADS: threads of this run.

local threads = 0

function setup(thread)
  thread:set("index", threads)
  threads = threads + 1
end

local lines, step, place, ticket

function init()
  step = tonumber(os.getenv("BENCH_THREADS"))
  place = index + 1
  lines = {}
  for line in io.lines(os.getenv("BENCH_CODES")) do lines[#lines + 1] = line end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local login, password, code = lines[(place - 1) % #lines + 1]:match("(%S+) (%S+) (%S+)")
  if ticket then
    place = place + step
    local body = '{"ticket":"' .. ticket .. '","code":"' .. code .. '"}'
    ticket = nil
    return wrk.format(nil, "/api/v1/sign-in/second-factor", nil, body)
  end
  return wrk.format(nil, "/api/v1/sign-in", nil,
    '{"login":"' .. login .. '","password":"' .. password .. '"}')
end

function response(status, headers, body)
  ticket = body:match('"second%-factor","ticket":"([^"]+)"') or body:match('"ticket":"([^"]+)"')
end

dofile(os.getenv("BENCH_LOAD") .. "/summary.lua")
