// Seals a message with a library that others wrote, posts it, and opens what comes back.
//
// Reads one JSON object a line from stdin and writes one a line to stdout:
// {library, token, key, id, url, query, message, nonce, timestamp} → {status, text, answer}

import { createInterface } from 'node:readline';
import wecom from '@wecom/crypto';
import WXBizMsgCrypt from 'wxcrypt';

const libraries = {
  wxcrypt: {
    seal({ token, key, id, message, timestamp, nonce }) {
      const { xml } = WXBizMsgCrypt.x2o(
        new WXBizMsgCrypt(token, key, id).encryptMsg(message, timestamp, nonce),
      );
      return { sealed: xml.Encrypt, signature: xml.MsgSignature };
    },
    open({ token, key, id }, text) {
      const { xml } = WXBizMsgCrypt.x2o(text);
      const crypt = new WXBizMsgCrypt(token, key, id);
      return crypt.decryptMsg(xml.MsgSignature, xml.TimeStamp, xml.Nonce, text);
    },
  },
  '@wecom/crypto': {
    seal({ token, key, id, message, timestamp, nonce }) {
      const sealed = wecom.encrypt(key, message, id);
      return { sealed, signature: wecom.getSignature(token, timestamp, nonce, sealed) };
    },
    open({ token, key, id }, text) {
      const { xml } = WXBizMsgCrypt.x2o(text);
      const signature = wecom.getSignature(token, xml.TimeStamp, xml.Nonce, xml.Encrypt);
      if (signature !== xml.MsgSignature) throw new Error('the answer is not signed');
      const opened = wecom.decrypt(key, xml.Encrypt);
      if (opened.id !== id) throw new Error(`the answer is for ${opened.id}`);
      return opened.message;
    },
  },
};

async function send(task) {
  const { seal, open } = libraries[task.library];
  const { sealed, signature } = seal(task);
  const query = new URLSearchParams({
    ...task.query,
    timestamp: task.timestamp,
    nonce: task.nonce,
    msg_signature: signature,
  });
  const response = await fetch(`${task.url}?${query}`, {
    method: 'POST',
    body: `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
  });
  const text = await response.text();
  const answer = text.startsWith('<xml>') ? open(task, text) : '';
  return { status: response.status, text, answer };
}

for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    result = await send(JSON.parse(line));
  } catch (error) {
    result = { error: String(error?.message ?? JSON.stringify(error)) };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
