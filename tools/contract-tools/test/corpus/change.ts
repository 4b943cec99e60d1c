import { z } from 'zod';

/** What the gate says about one part of a message. */
export type Expected = 'compatible' | 'careful' | 'breaking';

/** A change of a schema, and what it means for each part of a contract that could have the schema. */
export interface Change {
  /** The change, as the title of a test. */
  readonly change: string;
  readonly before: z.ZodType;
  readonly after: z.ZodType;
  /** The schema as input of a command or query. */
  readonly input: Expected;
  /** As answer, and as data of an error. */
  readonly answer: Expected;
  /** As payload of an event, for subscribers with the old contract. */
  readonly event: Expected;
  /** As payload of an event, for events that the journal holds. */
  readonly history: Expected;
  readonly why: string;
  /** If JSON is exchanged but protobuf is not: input, answer and event are breaking for clients that use protobuf. */
  readonly protobuf?: 'breaking';
  /**
   * Why the gate refuses what no generated value disproves: it does not run rules in code, and compares patterns by
   * their text.
   */
  readonly unproved?: string;
  /** Whether values are lost although nothing is refused. */
  readonly loses?: true;
  /** Whether the gate cannot see the change, which its report mentions. */
  readonly blind?: true;
  /** Why `buf breaking` decides otherwise. Default: the reason of the chapter. */
  readonly buf?: string;
}

/** Reasons why `buf breaking` accepts what the gate refuses. */
export const RULES = 'protobuf has no rules for values';
export const ABSENT = 'in proto3 every field may be absent';
export const SAME_BYTES = 'both have the same protobuf type, and only JSON tells them apart';
export const ONEOF = 'in protobuf an unknown option of a oneof is skipped';

type Verdicts = readonly [input: Expected, answer: Expected, event: Expected, history: Expected];
type Remarks = Pick<Change, 'protobuf' | 'unproved' | 'loses' | 'blind' | 'buf'>;

export const OK = 'compatible';
export const CARE = 'careful';
export const NO = 'breaking';

/** A change of a whole schema. Verdicts: input, answer, event, history. */
export const schema = (
  change: string,
  before: z.ZodType,
  after: z.ZodType,
  [input, answer, event, history]: Verdicts,
  why: string,
  remarks: Remarks = {},
): Change => ({ change, before, after, input, answer, event, history, why, ...remarks });

/** A change of the fields of an object. */
export const fields = (
  change: string,
  before: z.ZodRawShape,
  after: z.ZodRawShape,
  verdicts: Verdicts,
  why: string,
  remarks?: Remarks,
): Change => schema(change, z.object(before), z.object(after), verdicts, why, remarks);

/** A change of the field `value`, beside a field that stays. */
export const field = (
  change: string,
  before: z.ZodType,
  after: z.ZodType,
  verdicts: Verdicts,
  why: string,
  remarks?: Remarks,
): Change =>
  fields(change, { id: z.string(), value: before }, { id: z.string(), value: after }, verdicts, why, remarks);
