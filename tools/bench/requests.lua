-- wrk makes requests of the lines of a file, one after another.
--
--   wrk … -s requests.lua URL -- post FILE [HEADER: VALUE]…
--   wrk … -s requests.lua URL -- get FILE [HEADER: VALUE]…
--
-- To post: a line is a body for the address, each from a client of its own. To get: a line is a
-- path, and after a tab may come the tag of what the client has. At the end one line of JSON is
-- printed.
local lines = {}
local headers = {}
local method = "GET"
local place = 0

local function got(line)
  local path, tag = line:match("^([^\t]+)\t?(.*)$")
  headers["If-None-Match"] = tag ~= "" and tag or nil
  return wrk.format("GET", path, headers)
end

function init(arguments)
  method = arguments[1]:upper()
  for number = 3, #arguments do
    local name, value = arguments[number]:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  for line in io.lines(arguments[2]) do
    lines[#lines + 1] = method == "GET" and got(line) or line
  end
end

function request()
  place = place + 1
  local line = lines[(place - 1) % #lines + 1]
  if method == "GET" then
    return line
  end
  -- Many clients, as in life, and not one that is told to slow down.
  headers["X-Forwarded-For"] = string.format("10.%d.%d.%d",
    math.floor(place / 65536) % 256, math.floor(place / 256) % 256, place % 256)
  return wrk.format(method, nil, headers, line)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
