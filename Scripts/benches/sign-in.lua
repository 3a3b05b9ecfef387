-- One sign-in after the other, each of another person (wrk).
-- Environment: BENCH_FIRST and BENCH_LAST, the numbers of the people; BENCH_DELAY, milliseconds between two
-- requests of one connection.

local threads = 0

function setup(thread)
  thread:set("index", threads)
  threads = threads + 1
end

local first, last, step, place, delay_ms

function init(args)
  first = tonumber(os.getenv("BENCH_FIRST"))
  last = tonumber(os.getenv("BENCH_LAST"))
  step = tonumber(os.getenv("BENCH_THREADS"))
  delay_ms = tonumber(os.getenv("BENCH_DELAY") or "0")
  place = index
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if delay_ms > 0 then
    delay = function() return delay_ms end
  end
end

function request()
  local number = first + place % (last - first + 1)
  place = place + step
  return wrk.format(nil, "/api/v1/sign-in", nil,
    '{"login":"u' .. number .. '","password":"Secret-u' .. number .. '"}')
end

function done(summary, latency, requests)
  io.write(string.format(
    '{"done": %d, "seconds": %.6f, "refused": %d, "broken": %d, "p50": %.6f, "p99": %.6f}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end
