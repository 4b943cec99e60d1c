import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { mailSettings } from './mail-settings.js';
import { Mailer } from './mailer.js';

const mail = {
  messageId: 'e1@shop.example',
  to: { name: 'Ann', address: 'ann@example.com' },
  subject: 'Hi',
  text: 'Ho',
};

it('writes a mail into a file that is there once, however often it is sent', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mail-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const mailer = Mailer.open(mailSettings({ DATA_DIR: dataDir }));
  await Promise.all([mailer.send(mail), mailer.send({ ...mail, messageId: '../../e2@shop.example' })]);
  await mailer.send(mail);
  const folder = join(dataDir, 'mail');
  expect(readdirSync(folder).toSorted()).toEqual(['.._.._e2_shop.example.json', 'e1_shop.example.json']);
  expect(JSON.parse(readFileSync(join(folder, 'e1_shop.example.json'), 'utf8'))).toMatchObject({
    messageId: '<e1@shop.example>',
    to: [{ address: 'ann@example.com', name: 'Ann' }],
    subject: 'Hi',
  });
});

it('sends a mail to the SMTP server that the environment names', async () => {
  const received: string[] = [];
  const server = createServer((socket) => speakSmtp(socket, received));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  await Mailer.open(mailSettings({ NOTIFICATIONS_SMTP_URL: `smtp://127.0.0.1:${port}` })).send(mail);
  expect(received.join('\n')).toMatch(/RCPT TO:<ann@example\.com>[^]*Message-ID: <e1@shop\.example>/);
});

it('says that a server which cannot be reached is worth trying again', async () => {
  const mailer = Mailer.open(mailSettings({ NOTIFICATIONS_SMTP_URL: 'smtp://127.0.0.1:1' }));
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('says which variable is wrong, without its password', () => {
  expect(() => mailSettings({ NOTIFICATIONS_SMTP_URL: 'http://user:secret@mail' })).toThrow(
    /^NOTIFICATIONS_SMTP_URL is no URL of an SMTP server\. (?!.*user:secret@mail)/,
  );
});

/** As much of SMTP as one mail needs. */
function speakSmtp(socket: Socket, received: string[]): void {
  let inData = false;
  let rest = '';
  socket.write('220 test\r\n');
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop()!;
    for (const line of lines) {
      received.push(line);
      if (inData && line !== '.') continue;
      inData = line === 'DATA';
      socket.write(inData ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
    }
  });
}
