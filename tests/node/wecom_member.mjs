// A member of 企业微信 as Tencent's own npm package @wecom/crypto sees it: signs and seals what is
// said, posts it to the app, verifies and opens what comes back. Reads one JSON object from stdin:
// {url, token, aesKey, corpId, requests: [{query?, message}|{echo}]}; writes an array of answers.
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import { randomInt } from "node:crypto";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { url, token, aesKey, corpId, requests } = JSON.parse(Buffer.concat(chunks).toString());

const element = (xml, name) => {
  const found = xml.match(new RegExp(`<${name}>(?:<!\\[CDATA\\[(.*?)\\]\\]>|([^<]*))</${name}>`, "s"));
  return found ? (found[1] ?? found[2]) : null;
};

const signed = (sealed) => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(randomInt(2 ** 32));
  const msg_signature = getSignature(token, timestamp, nonce, sealed);
  return new URLSearchParams({ msg_signature, timestamp, nonce });
};

const greet = async (echo) => {
  const echostr = encrypt(aesKey, echo, corpId);
  const query = signed(echostr);
  query.set("echostr", echostr);
  const response = await fetch(`${url}?${query}`);
  return { status: response.status, text: await response.text() };
};

const say = async (message) => {
  const sealed = encrypt(aesKey, message, corpId);
  const body = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`;
  const response = await fetch(`${url}?${signed(sealed)}`, { method: "POST", body });
  const xml = await response.text();
  if (!xml) return { status: response.status, text: "" };
  const [answer, timestamp, nonce] = ["Encrypt", "TimeStamp", "Nonce"].map((name) => element(xml, name));
  const isGenuine = element(xml, "MsgSignature") === getSignature(token, timestamp, nonce, answer);
  const opened = decrypt(aesKey, answer);
  return { status: response.status, isGenuine, id: opened.id, text: opened.message };
};

const answers = [];
for (const request of requests) {
  answers.push(await ("echo" in request ? greet(request.echo) : say(request.message)));
}
process.stdout.write(JSON.stringify(answers));
