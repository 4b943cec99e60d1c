import { Logger } from '@nestjs/common';
import { connectGrpc } from '@multilith/grpc';
import { connectNats } from '@multilith/nats';
import type { Meeting } from './meeting.js';

/** A host that answers, or keeps calls waiting, until it is killed or its parent process ends. */
Logger.overrideLogger(false);
const { over, address } = JSON.parse(process.argv[2]!) as Meeting;
const transport =
  over === 'grpc'
    ? await connectGrpc({ host: 'prices', listen: address })
    : await connectNats({ url: address, host: 'prices' });
let waiting = 0;
await transport.serve('prices', async ({ content }) => {
  if (content.json !== '"wait"') return { answer: content };
  waiting++;
  return new Promise(() => {});
});
process.on('message', () => process.send!(waiting));
process.on('disconnect', () => process.exit());
process.send!('ready');
