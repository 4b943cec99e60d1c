import { format } from 'prettier';
import { expect, it } from 'vitest';
import type { WorkspaceFiles } from '../workspace-files.js';
import { EventHandlerFile } from './event-handler-file.js';

/** What a handler file becomes when the event B is added. */
async function withEvent(before: string): Promise<string> {
  let text = `import { A } from '@contracts/a';\n${before}`;
  const files: WorkspaceFiles = {
    root: '',
    read: () => text,
    write: (_, content) => void (text = content),
    exists: () => true,
    children: () => [],
    listChanges: () => [],
  };
  new EventHandlerFile(files, 'handler.ts', 'Handler').add('B', '@contracts/b');
  return format(text, { parser: 'typescript', singleQuote: true });
}

const handler = (method: string, decorator = '@EventsHandler(A)') =>
  `${decorator}\nclass Handler implements IEventHandler<A> {\n  ${method}\n}\n`;

it('adds the event to the decorator, to the types and to the imports', async () => {
  const text = await withEvent(handler('async handle(event: A): Promise<void> { await note(event); }'));
  expect(text).toContain("import { B } from '@contracts/b';");
  expect(text).toContain('@EventsHandler(A, B)');
  expect(text).toContain('implements IEventHandler<A | B>');
  expect(text).toMatch(
    /async handle\(event: A \| B\): Promise<void> \{\s+if \(event instanceof B\) \{[^]*return;\s+\}\s+await note/,
  );
});

it('takes a pattern of fields out of the parameter, which not every event has any longer', async () => {
  const text = await withEvent(handler('async handle({ id }: A): Promise<void> { await note(id); }'));
  expect(text).toMatch(
    /handle\(event: A \| B\)[^]*instanceof B[^]*return;\s+\}\s+const \{ id \} = event;\s+await note\(id\)/,
  );
});

it.each([
  ['a method without async', 'handle(event: A): Promise<void> { return note(event); }', 'return Promise.resolve();'],
  ['a method without a promise', 'handle(event: A): void { note(event); }', 'return;'],
])('returns from %s as its type says', async (_, method, statement) => {
  expect(await withEvent(handler(method))).toContain(statement);
});

it('leaves the body of a handler that does not look at its event', async () => {
  const text = await withEvent(handler('async handle(): Promise<void> { await count(); }'));
  expect(text).toContain('@EventsHandler(A, B)');
  expect(text).not.toContain('instanceof');
});

it.each([
  ['another decorator', handler('handle(event: A) {}', '@Handles(A)')],
  ['no such class', 'class Other {}'],
  ['a property instead of a method', handler('handle = (event: A) => note(event);')],
])('says what a file with %s should look like', async (_, text) => {
  await expect(withEvent(text)).rejects.toMatchObject({ code: 'GENERATOR_LAYOUT' });
});
