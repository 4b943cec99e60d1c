/** A value that has no protobuf form, thrown by the writer and turned into a MultilithError by the codec. */
export class NotEncodable extends Error {}
