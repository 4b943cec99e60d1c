import { createFileRegistry, fromBinary, toBinary, type DescFile } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** A `.proto` file. */
interface DescribedFile {
  /** An encoded `google.protobuf.FileDescriptorProto`. */
  readonly bytes: Uint8Array;
  readonly imports: readonly string[];
}

/** The `.proto` files of a server, found by path and by the names that they declare. */
export class DescribedFiles {
  readonly #files = new Map<string, DescribedFile>();
  /** Paths of files by the names that they declare. */
  readonly #symbols = new Map<string, string>();
  readonly #services = new Set<string>();

  /** Adds the files of an encoded `google.protobuf.FileDescriptorSet`. A path that is known already stays as it is. */
  add(descriptorSet: Uint8Array): void {
    for (const file of createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet)).files) this.#add(file);
  }

  /** Full names of all services, sorted. */
  get services(): readonly string[] {
    return [...this.#services].sort();
  }

  /** Whether a file declares a name, like `orders.v1.OrdersService.PlaceOrder`. */
  declares(symbol: string): boolean {
    return this.#symbols.has(symbol);
  }

  /** Returns the file that declares a name, and what it imports; `undefined` for an unknown name. */
  declaring(symbol: string): readonly Uint8Array[] | undefined {
    const path = this.#symbols.get(symbol);
    return path === undefined ? undefined : this.at(path);
  }

  /** Returns a file by its path, and what it imports; `undefined` for an unknown path. */
  at(path: string): readonly Uint8Array[] | undefined {
    if (!this.#files.has(path)) return undefined;
    const paths = new Set([path]);
    // The set grows while it is iterated.
    for (const each of paths) for (const imported of this.#files.get(each)?.imports ?? []) paths.add(imported);
    return [...paths].flatMap((each) => this.#files.get(each)?.bytes ?? []);
  }

  #add(file: DescFile): void {
    const { proto, services } = file;
    if (this.#files.has(proto.name)) return;
    this.#files.set(proto.name, { bytes: toBinary(FileDescriptorProtoSchema, proto), imports: proto.dependency });
    for (const { typeName } of nestedTypes(file)) this.#symbols.set(typeName, proto.name);
    for (const { typeName, methods } of services) {
      this.#services.add(typeName);
      for (const { name } of methods) this.#symbols.set(`${typeName}.${name}`, proto.name);
    }
  }
}
