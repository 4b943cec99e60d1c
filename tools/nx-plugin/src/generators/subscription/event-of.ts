import { definitionOf, type MessageClass } from '@multilith/contract';
import { exampleOf } from '@multilith/contract-tools';
import { GeneratorError } from '../generator-error.js';
import { loadContract } from '../load-contract.js';
import { knownContext } from '../names/context-name.js';
import type { WorkspaceFiles } from '../workspace-files.js';

/** An event that a subscription follows. */
export interface FollowedEvent {
  readonly context: string;
  readonly name: string;
  /** A payload that its schema takes. */
  readonly example: Readonly<Record<string, unknown>>;
  /** The field that the event's key is made of. */
  readonly keyField: string;
}

/**
 * Looks up `orders.OrderHeld` in the contract itself, which is built for it: a schema may be put together in any way, so
 * only its values can tell what it takes.
 *
 * @throws GeneratorError GENERATOR_UNKNOWN_CONTEXT, GENERATOR_UNKNOWN_EVENT, GENERATOR_NO_EXAMPLE
 */
export async function eventOf(files: WorkspaceFiles, qualified: string): Promise<FollowedEvent> {
  const [context = '', name = '', ...more] = qualified.split('.');
  if (name === '' || more.length > 0)
    throw new GeneratorError(
      'GENERATOR_UNKNOWN_EVENT',
      `'${qualified}' does not name an event.`,
      'Give its context and its name with a dot between them, like orders.OrderHeld.',
    );
  const contract = await loadContract(files, knownContext(files, context));
  const event = contract[name];
  const definition = definitionOf(event);
  if (definition?.kind !== 'event') {
    const events = Object.values(contract).filter((each) => definitionOf(each)?.kind === 'event');
    const names = events.map((each) => definitionOf(each)!.name).join(', ');
    throw new GeneratorError(
      'GENERATOR_UNKNOWN_EVENT',
      `The contract of ${context} has no event '${name}'.`,
      `${names ? `It has ${names}` : 'It has none'}. A new one is made by: npx nx g event ${context}/${name}`,
    );
  }
  const example = exampleOf(definition.input) as Record<string, unknown> | undefined;
  if (!example || !isAccepted(event as MessageClass, example))
    throw new GeneratorError(
      'GENERATOR_NO_EXAMPLE',
      `No payload could be found that ${qualified} takes, and the spec needs one.`,
      `Give the fields that are hard to guess an example in the contract: z.string().regex(…).meta({ examples: ['…'] })`,
    );
  return { context, name, example, keyField: keyFieldOf(definition.key!, example) };
}

function isAccepted(event: MessageClass, payload: object): boolean {
  try {
    return new event(payload as never) instanceof event;
  } catch {
    return false;
  }
}

/** The first field that the key asks for. */
function keyFieldOf(key: (payload: never) => string, example: Readonly<Record<string, unknown>>): string {
  const asked: string[] = [];
  key(
    new Proxy(example, {
      get(target, field) {
        if (typeof field === 'string' && field in target) asked.push(field);
        return Reflect.get(target, field) as unknown;
      },
    }) as never,
  );
  return asked[0] ?? Object.keys(example)[0] ?? 'id';
}
