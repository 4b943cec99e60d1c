import { ChannelCredentials, ServerCredentials, type ChannelOptions } from '@grpc/grpc-js';
export const serverCredentials = (_options: object): ServerCredentials => ServerCredentials.createInsecure();
export const channelCredentials = (
  _options: object,
  _host: string,
): { readonly credentials: ChannelCredentials; readonly settings: ChannelOptions } => ({
  credentials: ChannelCredentials.createInsecure(),
  settings: {},
});
export const requireProvenHosts = (_options: object): void => {};
