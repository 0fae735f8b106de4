import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { WhepRefused, openWhepSession } from "../src/player/whep_client.js";

/** Answers by path; keeps what was asked. */
const answers = new Map();
const asked = [];
let origin = "";

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked.push({ method: request.method, url: request.url, headers: request.headers, body });
  const [status, headers, text] = answers.get(`${request.method} ${request.url}`) ?? [404, {}, ""];
  response.writeHead(status, headers).end(text);
});

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const accept = (location) =>
  answers.set("POST /stage/whep", [
    201,
    { Location: location, ETag: '"e1"', "Content-Type": "application/sdp" },
    "v=0\r\n",
  ]);
const open = () => openWhepSession(`${origin}/stage/whep`, "v=0 offer");

test("an offer is posted as SDP, and the answer comes back with its session", async () => {
  accept("/whep/secret");
  const session = await open();
  assert.equal(session.url, `${origin}/whep/secret`);
  assert.equal(session.answer, "v=0\r\n");
  const { headers, body } = asked.at(-1);
  assert.equal(headers["content-type"], "application/sdp");
  assert.equal(body, "v=0 offer");
  assert.equal(headers.authorization, undefined);
});

test("a student's offer carries the token", async () => {
  accept("/whep/secret");
  await openWhepSession(`${origin}/stage/whep`, "v=0 offer", "a.b.c");
  assert.equal(asked.at(-1).headers.authorization, "Bearer a.b.c");
});

test("an absolute Location is taken as it is", async () => {
  accept("http://127.0.0.1:1/elsewhere");
  assert.equal((await open()).url, "http://127.0.0.1:1/elsewhere");
});

test("candidates are patched under the session's entity tag", async () => {
  accept("/whep/secret");
  answers.set("PATCH /whep/secret", [204, {}, ""]);
  await (await open()).addCandidates("a=candidate:1\r\n");
  const { method, headers, body } = asked.at(-1);
  assert.deepEqual(
    [method, headers["if-match"], headers["content-type"], body],
    ["PATCH", '"e1"', "application/trickle-ice-sdpfrag", "a=candidate:1\r\n"],
  );
});

test("a session knows whether the box still has it", async () => {
  accept("/whep/secret");
  const session = await open();
  answers.set("HEAD /whep/secret", [200, {}, ""]);
  assert.equal(await session.check(1000), "alive");
  answers.set("HEAD /whep/secret", [404, {}, ""]);
  assert.equal(await session.check(1000), "gone");
});

test("leaving deletes the session", async () => {
  accept("/whep/secret");
  const session = await open();
  const arrived = once(server, "request");
  session.leave();
  const [request] = await arrived;
  assert.deepEqual([request.method, request.url], ["DELETE", "/whep/secret"]);
});

for (const [status, reason] of [
  [409, "never_live"],
  [404, "gone"],
  [410, "gone"],
  [401, "denied"],
  [403, "denied"],
  [503, "full"],
  [429, "full"],
  [415, "unsupported"],
  [422, "unsupported"],
  [500, "unreachable"],
  [502, "unreachable"],
]) {
  test(`HTTP ${status} is ${reason}, with the pause that the box asks for`, async () => {
    answers.set("POST /stage/whep", [status, { "Retry-After": "3" }, ""]);
    await assert.rejects(
      open,
      (error) => error instanceof WhepRefused && error.reason === reason && error.retryAfterMs === 3000,
    );
  });
}

test("an answer without a session is no answer", async () => {
  answers.set("POST /stage/whep", [201, {}, "v=0\r\n"]);
  await assert.rejects(open, (error) => error.reason === "unreachable");
});

test("a box that is not there is unreachable", async () => {
  await assert.rejects(
    openWhepSession("http://127.0.0.1:1/whep", ""),
    (error) => error.reason === "unreachable" && error.retryAfterMs === null,
  );
});
