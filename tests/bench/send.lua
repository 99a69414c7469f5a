-- wrk's requests: sends, each to a number and from an address of its own, over the sessions that the server opened.
local sessions, numbers_per_session = 100000, 4
local counter = 0
local first = 0
local thread_count = 0

function setup(thread)
  thread:set("offset", thread_count)
  thread_count = thread_count + 1
end

function init()
  first = offset * 400000
end

function request()
  local i = first + counter
  counter = counter + 1
  local session = math.floor(i / numbers_per_session) % sessions
  -- A range of numbers (all but four digits) after the other.
  local number = string.format("+49151%04d%04d", i % 10000, math.floor(i / 10000))
  local body = '{"attributes":{"phone":"' .. number .. '"}}'
  return wrk.format("POST", "/v1/apis/send_otp", {
    ["Authorization"] = "Bearer token-" .. session,
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = "key-" .. i,
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(i / 65536) % 256, math.floor(i / 256) % 256, i % 256),
  }, body)
end


function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,"not_2xx":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
