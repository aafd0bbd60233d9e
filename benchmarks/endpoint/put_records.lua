-- SPDX-License-Identifier: Apache-2.0
-- Sends the body that the environment names again and again, and counts answers that are not 200.
local file = assert(io.open(os.getenv("WEIR_BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
file:close()
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
wrk.headers["X-Amz-Target"] = "Kinesis_20131202.PutRecords"
wrk.headers["X-Amz-Date"] = "20240101T000000Z"
wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=000000000000/20240101/us-east-1/" ..
    "kinesis/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0"
