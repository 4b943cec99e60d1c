import { z } from 'zod';
import { CARE, field, fields, NO, OK, schema, ABSENT, ONEOF, SAME_BYTES, type Change } from './change.js';

const id = z.string();
const Card = z.object({ kind: z.literal('card'), last4: z.string() });
const Cash = z.object({ kind: z.literal('cash') });
const Bank = z.object({ kind: z.literal('bank'), iban: z.string() });
const either = (...options: readonly z.ZodObject[]): z.ZodType => z.discriminatedUnion('kind', options as never);

interface Node {
  name: string;
  children: Node[];
}
const tree = (name: z.ZodType<string>): z.ZodType<Node> => {
  const node: z.ZodType<Node> = z.object({ name, children: z.lazy(() => z.array(node)) });
  return node;
};

/** Objects, unions, recursive types and JSON. */
export const objects: readonly Change[] = [
  schema(
    'other fields refused',
    z.object({ id }),
    z.strictObject({ id }),
    [CARE, OK, OK, CARE],
    'fields that the contract never named were ignored',
  ),
  schema(
    'other fields ignored again',
    z.strictObject({ id }),
    z.object({ id }),
    [OK, OK, OK, OK],
    'nothing is refused',
  ),
  schema(
    'optional field added to a strict object',
    z.strictObject({ id }),
    z.strictObject({ id, note: z.string().optional() }),
    [CARE, NO, NO, OK],
    'old readers refuse fields that they do not know',
  ),
  schema(
    'optional field removed from a strict object',
    z.strictObject({ id, note: z.string().optional() }),
    z.strictObject({ id }),
    [NO, CARE, CARE, NO],
    'old writers may send it',
  ),
  field(
    'other fields kept',
    z.object({ id }),
    z.object({ id }).catchall(z.int()),
    [CARE, OK, OK, CARE],
    'a client that sends other fields of another kind was ignored',
    { unproved: 'clients with our classes send no such fields' },
  ),
  field(
    'other fields no longer kept',
    z.object({ id }).catchall(z.int()),
    z.object({ id }),
    [CARE, OK, OK, CARE],
    'their values are dropped',
  ),
  field(
    'field takes the name of another field',
    z.object({ id }).catchall(z.int()),
    z.object({ id, note: z.string().optional() }).catchall(z.int()),
    [NO, NO, NO, NO],
    'a number may stand where the text is expected, and the reverse',
  ),
  field(
    'field in a nested object removed',
    z.object({ a: z.string(), b: z.string() }),
    z.object({ a: z.string() }),
    [CARE, NO, NO, CARE],
    'old readers need it',
    { buf: ABSENT },
  ),
  field(
    'rule in a nested object narrowed',
    z.object({ a: z.int() }),
    z.object({ a: z.int().min(1) }),
    [NO, CARE, OK, NO],
    'old writers may write 0',
  ),
  fields(
    'fields moved into an object',
    { id, street: z.string(), city: z.string() },
    { id, address: z.object({ street: z.string(), city: z.string() }) },
    [NO, NO, NO, NO],
    'both sides look elsewhere',
    { buf: ABSENT },
  ),
  field('object → text', z.object({ a: z.string() }), z.string(), [NO, NO, NO, NO], 'an object is not a text'),
  field(
    'option added',
    either(Card, Cash),
    either(Card, Cash, Bank),
    [CARE, NO, NO, OK],
    'old readers refuse an option that they do not know',
    { buf: ONEOF },
  ),
  field(
    'option removed',
    either(Card, Cash, Bank),
    either(Card, Cash),
    [NO, CARE, OK, NO],
    'old writers may write it',
    { buf: ONEOF },
  ),
  field(
    'optional field in an option',
    either(Card, Cash),
    either(Card.extend({ name: z.string().optional() }), Cash),
    [OK, OK, OK, OK],
    'readers strip what they do not know',
  ),
  field(
    'required field in an option',
    either(Card, Cash),
    either(Card.extend({ name: z.string() }), Cash),
    [NO, CARE, OK, NO],
    'old writers do not send it',
    { buf: ABSENT },
  ),
  field(
    'another discriminator',
    either(Card, Cash),
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('card'), last4: z.string() }),
      z.object({ type: z.literal('cash') }),
    ]),
    [NO, NO, NO, NO],
    'each side looks for its own',
    { buf: 'protobuf does not send the discriminator' },
  ),
  field('single option → union', Card, either(Card, Cash), [CARE, NO, NO, OK], 'old readers know one option', {
    protobuf: NO,
  }),
  field('union → single option', either(Card, Cash), Card, [NO, CARE, OK, NO], 'old writers may write the other', {
    protobuf: NO,
  }),
  field(
    'text → text or number',
    z.string(),
    z.union([z.string(), z.int()]),
    [CARE, NO, NO, OK],
    'old readers refuse numbers',
    { protobuf: NO },
  ),
  field(
    'text or number → number',
    z.union([z.string(), z.int()]),
    z.int(),
    [NO, CARE, OK, NO],
    'old writers may write text',
    { protobuf: NO },
  ),
  field(
    'recursive type: rule narrowed',
    tree(z.string()),
    tree(z.string().max(3)),
    [NO, CARE, OK, NO],
    'the rule holds on every level',
  ),
  field(
    'recursive type: rule widened',
    tree(z.string().max(3)),
    tree(z.string()),
    [CARE, NO, NO, OK],
    'the rule holds on every level',
  ),
  field('text → any JSON', z.string(), z.json(), [CARE, NO, NO, OK], 'old readers want text', {
    protobuf: NO,
    buf: SAME_BYTES,
  }),
  field(
    'any JSON → object',
    z.json(),
    z.object({ a: z.string() }),
    [NO, CARE, OK, NO],
    'old writers may write anything',
    { protobuf: NO },
  ),
  field(
    'other fields narrowed',
    z.object({ id }).catchall(z.int()),
    z.object({ id }).catchall(z.int().max(5)),
    [NO, CARE, OK, NO],
    'old writers may write more',
  ),
  field(
    'other fields refused that were kept',
    z.object({ id }).catchall(z.int()),
    z.strictObject({ id }),
    [NO, CARE, OK, NO],
    'old writers may write them',
  ),
  field(
    'name for one of the other fields',
    z.object({ id }).catchall(z.int()),
    z.object({ id, count: z.int().optional() }).catchall(z.int()),
    [OK, OK, OK, OK],
    'its values are of the same kind',
  ),
  fields(
    'optional field moved into an optional object',
    { id, total: z.int().optional() },
    { id, price: z.object({ total: z.int().optional() }).optional() },
    [CARE, CARE, CARE, CARE],
    'nothing is refused, and the value is not found where it is',
  ),
  field(
    'option renamed',
    either(Card, Cash),
    either(Card, z.object({ kind: z.literal('coins') })),
    [NO, NO, NO, NO],
    'each side refuses the name of the other',
    { buf: ONEOF },
  ),
  field(
    'flag that tells options apart → text',
    z.discriminatedUnion('paid', [z.object({ paid: z.literal(true) }), z.object({ paid: z.literal(false) })]),
    z.discriminatedUnion('paid', [z.object({ paid: z.literal('true') }), z.object({ paid: z.literal('false') })]),
    [NO, NO, NO, NO],
    'JSON tells them apart',
    { buf: 'protobuf does not send the discriminator' },
  ),
  field(
    'object with a kind → union by it',
    z.object({ kind: z.enum(['card', 'cash']), last4: z.string().optional() }),
    either(z.object({ kind: z.literal('card'), last4: z.string().optional() }), Cash),
    [CARE, CARE, CARE, CARE],
    'a field that an option does not have is no longer written, or dropped',
    { protobuf: NO },
  ),
];
