/** Bytes that are not protobuf, thrown by the reader of raw values and turned into a `z.ZodError` by the codec. */
export class Malformed extends Error {}
