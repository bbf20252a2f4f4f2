-- wrk posts the lines of a file, one after another, each from an address of its own.
--
--   wrk … -s requests.lua URL -- BODIES CONTENT-TYPE [AUTHORIZATION]
--
-- Without a file of bodies it only gets. At the end it prints one line of JSON.
local bodies = {}
local headers = {}
local place = 0

function init(arguments)
  if arguments[1] == nil then
    return
  end
  for line in io.lines(arguments[1]) do
    bodies[#bodies + 1] = line
  end
  headers["Content-Type"] = arguments[2]
  if arguments[3] ~= nil then
    headers["Authorization"] = arguments[3]
  end
end

function request()
  if #bodies == 0 then
    return wrk.format("GET")
  end
  place = place + 1
  -- Many clients, as in life, and not one that is told to slow down.
  headers["X-Forwarded-For"] = string.format("10.%d.%d.%d",
    math.floor(place / 65536) % 256, math.floor(place / 256) % 256, place % 256)
  return wrk.format("POST", nil, headers, bodies[(place - 1) % #bodies + 1])
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
