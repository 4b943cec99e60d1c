/** Version of this protocol. */
export const LINK_VERSION = 1;

/** Maximum size of a frame, in bytes: what gRPC clients and servers accept unless they are set otherwise. */
export const MAX_FRAME_BYTES = 4 * 1024 ** 2;

/** Maximum size of a content or answer, in bytes. The rest of a call takes up to 12 KiB, its principal most of it. */
export const MAX_CONTENT_BYTES = MAX_FRAME_BYTES - 16 * 1024;

/** Maximum numbers of parts of a frame, so that a small frame cannot become many objects. */
export const MAX_PARTS = 4_096;
export const MAX_CALLS = 1_024;
export const MAX_NUMBERS = 16_384;
export const MAX_CONTEXTS = 1_024;

/** Longest name of a host or context, in bytes. */
export const MAX_NAME_BYTES = 64;

/** Longest name of a link or an instance, in bytes. */
export const MAX_ID_BYTES = 64;
