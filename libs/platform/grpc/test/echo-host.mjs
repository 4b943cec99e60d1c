// A host in its own process, from the built packages: `echo-host.mjs <context>`. It serves the context with the echo of the
// suite, and sends its parent the port of its server. Calls that the suite does not want answered are answered when the parent
// sends anything.
import { once } from 'node:events';
import { connectGrpc } from '@multilith/grpc';
import { Content } from '@multilith/contract';

const UNANSWERED = 'unanswered';
// Each call that is not answered waits for a message.
process.setMaxListeners(0);
const [context] = process.argv.slice(2);
const transport = await connectGrpc({ listen: '127.0.0.1:0' });
await transport.serve(context, async ({ content }) => {
  if (content.value === UNANSWERED) await once(process, 'message');
  return { answer: Content.ofJson(content.value) };
});
process.send(await transport.startServer());
// The parent has ended.
process.on('disconnect', () => process.exit());
