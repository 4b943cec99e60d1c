import type { MessageKind } from '../../messages/message-kind.js';
import type { Shape } from '../../shape/shape.js';

/** A `.proto` file: everything that a generator, a descriptor set or a page needs to know about it. */
export interface ProtoFile {
  /** Version of the messages in it. */
  readonly version: number;
  /** Like `orders.v1`. */
  readonly package: string;
  /** Path from the root of the proto files, like `orders/v1/orders.proto`. */
  readonly path: string;
  /** Like `google/protobuf/timestamp.proto`, sorted. */
  readonly imports: readonly string[];
  /** `undefined` if the version has no commands and queries. */
  readonly service: ProtoService | undefined;
  /** Requests with their responses, events, errors, then types by name. */
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
}

/** The service of a context. */
export interface ProtoService {
  /** Like `OrdersService`. */
  readonly name: string;
  readonly methods: readonly ProtoMethod[];
}

/** A command or query. */
export interface ProtoMethod {
  /** Name of the message without its context, like `PlaceOrder`. */
  readonly name: string;
  /** Full name, like `orders.v1.PlaceOrderRequest`. */
  readonly input: string;
  readonly output: string;
}

/** What a message of the file stands for. */
export type ProtoRole =
  | { readonly is: MessageKind; readonly of: string }
  | { readonly is: 'answer'; readonly of: string }
  | { readonly is: 'error'; readonly of: string }
  | { readonly is: 'type' };

/** A message. */
export interface ProtoMessage {
  readonly name: string;
  /** Like `orders.v1.OrderPlaced.Lines`. */
  readonly fullName: string;
  /** `of` is the name of the message or error in the lock, like `PlaceOrder`. */
  readonly role: ProtoRole;
  /** The shape that it stands for; of the content for a wrapper. */
  readonly shape: Shape;
  /** In the order of their numbers. */
  readonly fields: readonly ProtoField[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly reserved: readonly ProtoReserved[];
}

/** A field of a message. */
export interface ProtoField {
  readonly name: string;
  /** Name in the JSON form of protobuf: that of the property. */
  readonly jsonName: string;
  /** Whether `json_name` has to be written, because protobuf would choose another one. */
  readonly hasJsonName: boolean;
  readonly number: number;
  /** `single` has no label; `map` has keys of type string. */
  readonly label: 'single' | 'optional' | 'repeated' | 'map';
  /** Name of the oneof that it belongs to. */
  readonly oneof: string | undefined;
  /** Type of the value; of the items or values of a list or map. */
  readonly type: ProtoType;
  /** The property, tag or place; see `FormField.key`. */
  readonly key: string;
  /** Whether protobuf leaves it out for null. */
  readonly nullable: boolean;
  readonly shape: Shape;
}

/** A scalar type, or the full name of a message or enum. */
export type ProtoType =
  | { readonly kind: 'scalar'; readonly name: 'string' | 'int64' | 'uint64' | 'double' | 'bool' | 'bytes' }
  | { readonly kind: 'message' | 'enum'; readonly name: string };

/** An enum. */
export interface ProtoEnum {
  readonly name: string;
  readonly fullName: string;
  readonly shape: Shape;
  /** In the order of their numbers; the first is `…_UNSPECIFIED` with 0, which stands for no value. */
  readonly values: readonly ProtoEnumValue[];
  readonly reserved: readonly ProtoReserved[];
}

/** A value of an enum. */
export interface ProtoEnumValue {
  /** Like `ORDER_STATE_PENDING`. */
  readonly name: string;
  readonly number: number;
  /** The text that it stands for; `undefined` for `…_UNSPECIFIED`. */
  readonly value: string | undefined;
}

/** A number, and a name if no present field has it, that must not be used again. */
export interface ProtoReserved {
  readonly number: number;
  readonly name: string | undefined;
}
