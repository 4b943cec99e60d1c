import { DefinitionError } from '../errors/definition.error.js';

const NAME = /^([a-z][a-z0-9-]*)\.([A-Z][A-Za-z0-9]*)$/;

/** Returns the context of a name like `orders.PlaceOrder`. @throws DefinitionError if the name has another form */
export function contextOf(name: string, what: string): string {
  const context = NAME.exec(name)?.[1];
  if (context === undefined)
    throw new DefinitionError(`${what} is named '${name}'.`, `A name is '<context>.<Name>', like 'orders.PlaceOrder'.`);
  return context;
}
