import { definitionOf, encodeMessage, type JsonValue, MultilithError, ownMessage } from '@multilith/contract';

/**
 * Returns the content of an event in each earlier version to which its class declares a downcast, by version;
 * `undefined` if it declares none. Each is validated by the class of its version, so that a subscriber of that version
 * can read it.
 *
 * @throws MultilithError `EVENT_DOWNCAST_FAILED` if a downcast throws or returns something that does not fit
 */
export function earlierForms(event: object): Record<string, JsonValue> | undefined {
  const { name, version, earlier } = definitionOf(event)!;
  let forms: Record<string, JsonValue> | undefined;
  for (const [older, { type: Older, downcast }] of earlier) {
    if (!downcast) continue;
    try {
      forms ??= {};
      forms[older] = encodeMessage(new Older(downcast(ownMessage(event)) as never));
    } catch (cause) {
      throw new MultilithError(
        'EVENT_DOWNCAST_FAILED',
        `${name} version ${version} cannot be published: its downcast to version ${older} fails for it.`,
        `Correct the downcast so that it converts every event, or remove it once no subscriber reads version ${older}.`,
        { cause },
      );
    }
  }
  return forms;
}
