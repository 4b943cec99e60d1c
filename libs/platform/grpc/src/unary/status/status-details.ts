import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { AnySchema, anyPack, anyUnpack, type Any } from '@bufbuild/protobuf/wkt';
import { ErrorInfoSchema, type ErrorInfo } from '../../generated/google/rpc/error_details_pb.js';
import { StatusSchema } from '../../generated/google/rpc/status_pb.js';

/** Domain of failures that belong to no contract. */
export const FAILURE_DOMAIN = 'multilith';

/**
 * Maximum size of details, in bytes. Clients in C, Python and others accept 8 KiB of metadata, and these grow by a third.
 */
const MAX_DETAILS_BYTES = 4_608;
/** Prefix of type URLs that all libraries write. */
const TYPE_URL = 'type.googleapis.com/';

/** Returns a message as a detail. @param type full name of the message, like `orders.v1.UnknownOrder` */
export const detailOf = (type: string, value: Uint8Array): Any =>
  create(AnySchema, { typeUrl: `${TYPE_URL}${type}`, value });

/** Returns the detail with the reason of an error. */
export const errorInfo = (reason: string, domain: string, metadata: Record<string, string> = {}): Any =>
  anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain, metadata }));

/**
 * Encodes the status of a failed call as a trailer.
 * @returns `undefined` if it is larger than clients accept
 */
export function encodeStatus(code: number, message: string, details: readonly Any[]): Buffer | undefined {
  const bytes = toBinary(StatusSchema, create(StatusSchema, { code, message, details: [...details] }));
  return bytes.length > MAX_DETAILS_BYTES ? undefined : Buffer.from(bytes);
}

/** The details of a failed call. */
export interface StatusDetails {
  readonly info: ErrorInfo | undefined;
  /** Returns the content of the first message of a package, with its name inside of the package. */
  messageIn(protoPackage: string): { readonly name: string; readonly value: Uint8Array } | undefined;
}

/** Decodes a trailer; `undefined` if it is not a status. */
export function decodeStatus(bytes: Uint8Array): StatusDetails | undefined {
  try {
    const { details } = fromBinary(StatusSchema, bytes);
    const info = details.find((detail) => detail.typeUrl.endsWith(`/${ErrorInfoSchema.typeName}`));
    return {
      info: info && anyUnpack(info, ErrorInfoSchema),
      messageIn: (protoPackage) => {
        for (const { typeUrl, value } of details) {
          const type = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
          if (type.startsWith(`${protoPackage}.`)) return { name: type.slice(protoPackage.length + 1), value };
        }
        return undefined;
      },
    };
  } catch {
    return undefined;
  }
}
