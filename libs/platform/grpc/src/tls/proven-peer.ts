export const provenHost = (_call: object): string | undefined => undefined;
