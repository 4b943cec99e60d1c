import { Logger } from '@nestjs/common';
import { connectGrpc } from '@multilith/grpc';

/** The process that sends back the content of every call, until its parent process ends. */
Logger.overrideLogger(false);
const grpc = await connectGrpc({ host: 'prices', listen: process.argv[2]! });
await grpc.serve('prices', async ({ content }) => ({ answer: content }));
process.on('disconnect', () => process.exit());
process.send!('ready');
