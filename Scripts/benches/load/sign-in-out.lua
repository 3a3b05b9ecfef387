-- wrk: sign in, sign out; every thread has one connection. As sign-in.lua otherwise.

local threads = 0

function setup(thread)
  thread:set("index", threads)
  threads = threads + 1
end

local first, last, step, place, token

function init()
  first = tonumber(os.getenv("BENCH_FIRST"))
  last = tonumber(os.getenv("BENCH_LAST"))
  step = tonumber(os.getenv("BENCH_THREADS"))
  place = index
end

function request()
  if token then
    local headers = { Authorization = "Bearer " .. token }
    token = nil
    return wrk.format("DELETE", "/api/v1/session", headers)
  end
  local number = first + place % (last - first + 1)
  place = place + step
  return wrk.format("POST", "/api/v1/sign-in", { ["Content-Type"] = "application/json" },
    '{"login":"u' .. number .. '","password":"Secret-u' .. number .. '"}')
end

function response(status, headers, body)
  token = body:match('"token":"([^"]+)"')
end

dofile(os.getenv("BENCH_LOAD") .. "/summary.lua")
