-- wrk: sign-ins with a native password. BENCH_PEOPLE: a file of lines "login password".

local threads = 0

function setup(thread)
  thread:set("index", threads)
  threads = threads + 1
end

local bodies, place

function init()
  bodies = {}
  for line in io.lines(os.getenv("BENCH_PEOPLE")) do
    local login, password = line:match("(%S+) (%S+)")
    bodies[#bodies + 1] = '{"login":"' .. login .. '","password":"' .. password .. '"}'
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  place = index
end

function request()
  place = place + 1
  return wrk.format(nil, "/api/v1/sign-in", nil, bodies[place % #bodies + 1])
end

dofile(os.getenv("BENCH_LOAD") .. "/summary.lua")
