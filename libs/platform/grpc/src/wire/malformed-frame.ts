/** A frame of another host that cannot be read. Never leaves the link. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}
