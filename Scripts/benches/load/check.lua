-- wrk: session checks, each of another session. BENCH_TOKENS: a file with a token a line, or "" for a
-- server that looks at none.

local threads = 0

function setup(thread)
  thread:set("index", threads)
  threads = threads + 1
end

local requests, place

function init()
  requests = {}
  for line in io.lines(os.getenv("BENCH_TOKENS")) do
    requests[#requests + 1] = wrk.format("GET", "/api/v1/session", { Authorization = "Bearer " .. line })
  end
  place = index * 7919
end

function request()
  place = place + 1
  return requests[place % #requests + 1]
end

dofile(os.getenv("BENCH_LOAD") .. "/summary.lua")
