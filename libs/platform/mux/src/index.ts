/** Multiplexed calls between hosts. */
export {};
