/** Descriptors of a contract's `.proto` files. Needs the package `@bufbuild/protobuf`. */
export { descriptorSet } from './descriptor-set.js';
